using System.Text.Json;
using Xinference.Catalog;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Testing;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Loading.Tests;

/// <summary>The embedded model, unpacked and run by our engine, against what the tensor library that trained it computes.</summary>
public sealed class TinyModelTests
{
    // more than the recorded five, so that near ties cannot push one off the list
    private const int Top = 10;

    public static TheoryData<string> Rungs => [.. KernelRungs.Names];

    [Theory, MemberData(nameof(Rungs))]
    public async Task Chats_go_as_recorded(string rung)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        await using LoadedModel model = await LoadAsync(rung);
        foreach (JsonElement recorded in Golden().GetProperty("prompts").EnumerateArray())
        {
            int[] promptIds = Integers(recorded.GetProperty("prompt_ids"));
            string prompt = recorded.GetProperty("prompt").GetString()!;
            Assert.Equal(prompt, Render(model, recorded.GetProperty("messages")));
            Assert.Equal(promptIds, model.Tokenizer.Encode(prompt, EncodeOptions.Rendered));
            List<TokenEvent.Sampled> tokens = await Running.GreedyAsync(model, promptIds, 40, Top);
            CompareTokens(recorded, tokens);
            CompareLogProbabilities(recorded, tokens);
        }
    }

    [Fact]
    public async Task It_ends_its_turn_by_itself()
    {
        await using LoadedModel model = await LoadAsync(rung: null);
        int[] prompt = Integers(Golden().GetProperty("prompts")[0].GetProperty("prompt_ids"));
        var sampling = new SamplingOptions { Temperature = 0, StopTokenIds = [.. model.Tokenizer.Special.EndOfGeneration] };
        List<TokenEvent> events = [];
        await foreach (TokenEvent e in model.Gateway.GenerateAsync(new([.. prompt], sampling), TestContext.Current.CancellationToken))
        {
            events.Add(e);
        }

        Assert.Equal(FinishReason.Stop, Assert.IsType<TokenEvent.Finished>(events[^1]).Reason);
    }

    [Fact]
    public async Task The_recommended_sampling_is_read()
    {
        await using LoadedModel model = await LoadAsync(rung: null);
        Assert.Equal(0.3f, model.DefaultSampling.Temperature);
        Assert.Equal(0.9f, model.DefaultSampling.TopP);
    }

    private static void CompareTokens(JsonElement recorded, List<TokenEvent.Sampled> tokens)
    {
        int[] expected = Integers(recorded.GetProperty("greedy_ids"));
        double[] margins = [.. recorded.GetProperty("margins").EnumerateArray().Select(m => m.GetDouble())];
        for (int i = 0; i < expected.Length && margins[i] > 2 * GoldenBudget.F32; i++)
        {
            Assert.True(expected[i] == tokens[i].TokenId, $"token {i}: {tokens[i].TokenId} instead of {expected[i]}, margin {margins[i]}");
        }
    }

    private static void CompareLogProbabilities(JsonElement recorded, List<TokenEvent.Sampled> tokens)
    {
        int step = 0;
        foreach (JsonElement candidates in recorded.GetProperty("top5").EnumerateArray())
        {
            foreach (JsonElement candidate in candidates.EnumerateArray())
            {
                int id = candidate.GetProperty("id").GetInt32();
                float ours = tokens[step].Top.First(t => t.TokenId == id).LogProbability;
                Assert.InRange(ours - candidate.GetProperty("logprob").GetDouble(), -GoldenBudget.F32, GoldenBudget.F32);
            }

            step++;
        }
    }

    private static string Render(LoadedModel model, JsonElement messages) => model.Template!.Render(new ChatTemplateInput
    {
        Messages = [.. System.Text.Json.Nodes.JsonNode.Parse(messages.GetRawText())!.AsArray().Select(m => m!.AsObject())],
        AddGenerationPrompt = true,
    });

    private static Task<LoadedModel> LoadAsync(string? rung) => Running.LoadAsync(
        EmbeddedModel.Unpack(Directory.CreateTempSubdirectory("xinference-test-").FullName).Path, new LoadOptions { Rung = rung });

    private static JsonElement Golden() => JsonElement.Parse(File.ReadAllText(RepoFiles.Path("tests", "data", "tiny", "golden.json")));

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];
}
