using System.Text.Json;
using Xinference.Inference;
using Xinference.Testing;
using Xinference.Tokenizers;

namespace Xinference.Loading.Tests;

/// <summary>A real, trained checkpoint of 260 thousand parameters: 150 greedy tokens must be those of the reference, from both formats.</summary>
public sealed class Stories260KTests
{
    [Theory]
    [InlineData("stories260K.gguf", "simd")]
    [InlineData("stories260K.gguf", "reference")]
    [InlineData("hf", "simd")]
    [InlineData("hf", "reference")]
    public async Task Greedy_output_equals_the_recording_token_for_token(string file, string rung)
    {
        string path = RepoFiles.Shared("models", "stories260K", file);
        JsonElement golden = JsonElement.Parse(File.ReadAllText(RepoFiles.Shared("models", "stories260K", "golden.json")));
        await using LoadedModel model = await Running.LoadAsync(path, new LoadOptions { Rung = rung });
        foreach (JsonElement recorded in golden.GetProperty("cases").EnumerateArray())
        {
            int[] promptIds = [.. recorded.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32())];
            int[] greedyIds = [.. recorded.GetProperty("greedy_ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(promptIds, model.Tokenizer.Encode(recorded.GetProperty("prompt").GetString()!, EncodeOptions.Prompt));
            List<TokenEvent.Sampled> tokens = await Running.GreedyAsync(model, promptIds, greedyIds.Length);
            Assert.Equal(greedyIds, tokens.Select(t => t.TokenId));
            Assert.Equal(recorded.GetProperty("greedy_text").GetString(), model.Tokenizer.Decode(greedyIds));
        }
    }
}
