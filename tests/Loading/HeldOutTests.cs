using System.Text.Json;
using Xinference.Compiler;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Testing;
using Xinference.Tokenizers;

namespace Xinference.Loading.Tests;

/// <summary>
/// Perplexity of the embedded model on text it was never trained on: the number in its card, computed by our engine. What a quantisation
/// costs is measured the same way.
/// </summary>
public sealed class HeldOutTests
{
    private const string EndOfDocument = "<|endoftext|>";

    // relative to the recorded total; float rounding over four layers is far below it
    private const double Budget = 1e-4;

    [Fact]
    public void The_perplexity_is_that_of_the_card()
    {
        string folder = RepoFiles.Path("assets", "tiny");
        JsonElement recorded = JsonElement.Parse(File.ReadAllText(RepoFiles.Path("tests", "data", "tiny", "golden.json"))).GetProperty("heldout");
        ITokenizer tokenizer = TokenizerLoader.FromFolder(folder);
        using ModelFiles files = ModelFiles.Open(folder);
        using var team = new ThreadTeam(ThreadTeam.DefaultThreads);
        int context = files.Spec.ContextLength;
        using Program program = Compile(files, context, team);
        using var cache = new KvCache(
            new KvLayout(KvType.F32, files.Spec.Layers, files.Spec.KvHeads, files.Spec.HeadDim), context / KvLayout.BlockTokens);

        double total = 0;
        int tokens = 0;
        foreach (string document in Documents(folder))
        {
            int[] ids = [.. tokenizer.Encode(document, EncodeOptions.Rendered).Take(context)];
            total += NegativeLogLikelihood(program, cache, ids);
            tokens += ids.Length - 1;
        }

        Assert.Equal(recorded.GetProperty("tokens").GetInt32(), tokens);
        double expected = recorded.GetProperty("negative_log_likelihood").GetDouble();
        Assert.InRange(total, expected * (1 - Budget), expected * (1 + Budget));
    }

    private static Program Compile(ModelFiles files, int context, ThreadTeam team)
    {
        var limits = new ProgramLimits(MaxTokens: context, MaxSequences: context, context, files.Spec.VocabularySize);
        return ProgramCompiler.Compile(
            files.Spec, DecoderWeights.Bind(files.Spec, files.Weights), limits, KernelRungs.Select(null).Kernels, team);
    }

    private static IEnumerable<string> Documents(string folder) =>
        File.ReadAllText(Path.Combine(folder, "heldout.txt"))
            .Split(EndOfDocument, StringSplitOptions.RemoveEmptyEntries)
            .Select(document => document + EndOfDocument);

    // every token is a slice of its own, so that each gives a row of logits
    private static double NegativeLogLikelihood(Program program, KvCache cache, int[] ids)
    {
        int vocabulary = program.Limits.VocabularySize;
        int[] blocks = [.. Enumerable.Range(0, cache.Blocks)];
        var batch = new StepBatch(ids.Length, ids.Length, cache.Blocks);
        for (int i = 0; i < ids.Length - 1; i++)
        {
            batch.Add([ids[i]], i, blocks, wantsLogits: true);
        }

        var logits = new float[(ids.Length - 1) * vocabulary];
        program.Execute(batch, cache, logits);
        return Enumerable.Range(0, ids.Length - 1).Sum(i => -LogProbability(logits.AsSpan(i * vocabulary, vocabulary), ids[i + 1]));
    }

    private static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        double largest = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return logits[id] - largest - Math.Log(sum);
    }
}
