using System.Text.Json;
using Xinference.Formats;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests;

/// <summary>The prompts of the small reference model, read from both of its forms.</summary>
public sealed class GoldenPromptTests
{
    [Fact]
    public void Gguf_gives_the_reference_ids()
    {
        using GgufFile file = GgufFile.Open(RepoFiles.Shared("models", "stories260K", "stories260K.gguf"));
        AssertPrompts(TokenizerLoader.FromGguf(file.Metadata));
    }

    [Fact]
    public void Tokenizer_json_gives_the_reference_ids() =>
        AssertPrompts(TokenizerLoader.FromFolder(RepoFiles.Shared("models", "stories260K", "hf")));

    private static void AssertPrompts(ITokenizer tokenizer)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(RepoFiles.Shared("models", "stories260K", "golden.json")));
        int count = 0;
        foreach (JsonElement item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            string prompt = item.GetProperty("prompt").GetString()!;
            int[] ids = [.. item.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, tokenizer.Encode(prompt));
            Assert.Equal(prompt, tokenizer.Decode(ids));
            count++;
        }

        Assert.True(count > 0, "golden.json holds no case");
        Assert.Equal((1, 2), (tokenizer.Special.Bos, tokenizer.Special.Eos));
        Assert.Contains(2, tokenizer.Special.EndOfGeneration);
    }
}
