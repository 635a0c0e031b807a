using Xinference.Inference;
using Xinference.Kernels;

namespace Xinference.Loading.Tests;

/// <summary>Whole models, from file to log-probabilities, against what another engine recorded.</summary>
public sealed class GoldenTests
{
    // more candidates than recorded, so that near ties cannot push one off the list
    private const int Top = 20;

    public static TheoryData<GoldenModel, string, KvType, ComputeMode> All
    {
        get
        {
            TheoryData<GoldenModel, string, KvType, ComputeMode> data = [];
            foreach (GoldenModel model in GoldenModel.All)
            {
                foreach (string rung in KernelRungs.Names)
                {
                    data.Add(model, rung, KvType.F32, ComputeMode.F32);
                }

                foreach (string emitted in (string[])["avx2", "avxvnni", "avx512"])
                {
                    data.Add(model, emitted, KvType.F32, ComputeMode.Auto);
                }

                if (!model.Experts)
                {
                    // with experts a rounded key may choose another expert, and then anything may follow
                    data.Add(model, "simd", KvType.BF16, ComputeMode.F32);
                    data.Add(model, "simd", KvType.Int8, ComputeMode.F32);
                    data.Add(model, "avx2", KvType.BF16, ComputeMode.F32);
                    data.Add(model, "avx2", KvType.Int8, ComputeMode.F32);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Log_probabilities_and_greedy_tokens_match_the_recording(
        GoldenModel golden, string rung, KvType kvType, ComputeMode compute)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        double budget = compute == ComputeMode.Auto && golden.IsQuantized ? GoldenBudget.Int8Activations : GoldenBudget.Of(kvType);
        var options = new LoadOptions { Rung = rung, KvType = kvType, Compute = compute, Threads = 2 };
        await using LoadedModel model = await Running.LoadAsync(golden.GgufPath, options);
        foreach (GoldenCase recorded in golden.ReadCases())
        {
            List<TokenEvent.Sampled> tokens = await Running.GreedyAsync(model, recorded.PromptIds, recorded.GreedyIds.Length, Top);
            CompareSteps(recorded, tokens, budget);
            CompareTokens(recorded, tokens, budget);
        }
    }

    private static void CompareSteps(GoldenCase recorded, List<TokenEvent.Sampled> tokens, double budget)
    {
        for (int step = 0; step < recorded.ExactSteps.Length && SamePrefix(recorded, tokens, step); step++)
        {
            foreach (double[] candidate in recorded.ExactSteps[step].Top)
            {
                TokenLogProbability ours = tokens[step].Top.FirstOrDefault(t => t.TokenId == (int)candidate[0]);
                Assert.True(
                    Math.Abs(ours.LogProbability - candidate[1]) <= budget,
                    $"step {step}, token {(int)candidate[0]}: {ours.LogProbability} instead of {candidate[1]}, budget {budget}");
            }
        }
    }

    // a margin below twice the error may fall either way, and what follows is then another text
    private static void CompareTokens(GoldenCase recorded, List<TokenEvent.Sampled> tokens, double budget)
    {
        for (int step = 0; step < recorded.GreedyIds.Length && recorded.Margins![step] > 2 * budget; step++)
        {
            Assert.True(
                recorded.GreedyIds[step] == tokens[step].TokenId,
                $"step {step}: token {tokens[step].TokenId} instead of {recorded.GreedyIds[step]} (margin {recorded.Margins[step]})");
        }
    }

    private static bool SamePrefix(GoldenCase recorded, List<TokenEvent.Sampled> tokens, int length) =>
        recorded.GreedyIds.Take(length).SequenceEqual(tokens.Take(length).Select(t => t.TokenId));
}
