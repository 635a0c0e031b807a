using System.Diagnostics;
using Xinference.Cli.Generation;
using Xinference.Kernels;
using Xinference.Kernels.Ceiling;
using Xinference.Loading;

namespace Xinference.Cli.Benchmark;

/// <summary>What to measure.</summary>
/// <param name="PromptTokens">Lengths of prompts, at least one; decoding is measured behind each.</param>
/// <param name="GenerateTokens">Tokens decoded behind each prompt, ≥ 2.</param>
/// <param name="Repetitions">Measurements of each, ≥ 1.</param>
/// <param name="Batches">Numbers of sequences to decode at once, behind prompts of the first length.</param>
internal sealed record BenchSettings(IReadOnlyList<int> PromptTokens, int GenerateTokens, int Repetitions, IReadOnlyList<int> Batches);

/// <summary>Measures prefill, decode and batched decode of a loaded model, and the machine's ceilings.</summary>
internal sealed class BenchRun(LoadedModel model, BenchSettings settings)
{
    private const int FirstPrompt = 8;
    private const int WarmUpTokens = 128;

    private readonly BenchPrompts _prompts = new(model.Gateway.Limits.VocabularySize);

    public async Task<BenchDocument> RunAsync(Action<string> report, CancellationToken cancellationToken)
    {
        CheckFits();
        report("first token");
        await GenerateAsync(Math.Min(FirstPrompt, settings.PromptTokens.Min()), 1, () => { }, cancellationToken);
        TimeSpan firstToken = DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        report("warming up");
        int warmUp = Math.Min(settings.PromptTokens.Max(), WarmUpTokens);
        await GenerateAsync(warmUp, settings.GenerateTokens, () => { }, cancellationToken);
        List<LengthDocument> lengths = [];
        foreach (int length in settings.PromptTokens)
        {
            report($"prompts of {length} tokens");
            lengths.Add(await MeasureLengthAsync(length, cancellationToken));
        }

        List<BatchDocument> batches = [];
        foreach (int batch in settings.Batches)
        {
            report($"{batch} at once");
            batches.Add(await RunBatchAsync(batch, cancellationToken));
        }

        // read before the ceilings are measured: they need memory of their own
        double peak = Process.GetCurrentProcess().PeakWorkingSet64 / (1024.0 * 1024);
        report("measuring the machine");
        using var team = new ThreadTeam(model.Summary.Threads);
        var shares = new BenchShares(model.Summary, MachineCeiling.Measure(team, TimeProvider.System));
        return Describe(firstToken, peak, shares, [.. lengths.Select(shares.Fill)], batches);
    }

    private async Task<LengthDocument> MeasureLengthAsync(int length, CancellationToken cancellationToken)
    {
        List<double> prefill = [];
        List<double> decode = [];
        for (int i = 0; i < settings.Repetitions; i++)
        {
            GenerationRecord record = await GenerateAsync(length, settings.GenerateTokens, () => { }, cancellationToken);
            prefill.Add(DecodingWindow.Rate(length, record.Prefill));
            decode.Add(DecodingWindow.Rate(record.Tokens.Count - 1, record.Decode));
        }

        return LengthDocument.Of(length, Spread.Of(prefill), Spread.Of(decode));
    }

    private async Task<BatchDocument> RunBatchAsync(int batch, CancellationToken cancellationToken)
    {
        List<double> rates = [];
        for (int repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            var decoding = new DecodingWindow(batch);
            await Task.WhenAll(Enumerable.Range(0, batch).Select(k => Task.Run(
                () => DecodeAsync(k, decoding, cancellationToken), cancellationToken)));
            rates.Add(decoding.TokensPerSecond ?? throw new UsageException(
                $"--batch {batch}: the sequences never all decoded at once; give them room by --kv-cache-memory or time by --generate-tokens"));
        }

        Spread spread = Spread.Of(rates);
        return new(batch, spread.Median, spread);
    }

    private async Task DecodeAsync(int sequence, DecodingWindow decoding, CancellationToken cancellationToken)
    {
        await GenerateAsync(settings.PromptTokens[0], settings.GenerateTokens, () => decoding.Count(sequence), cancellationToken);
        decoding.Close();
    }

    private async Task<GenerationRecord> GenerateAsync(int length, int generate, Action onToken, CancellationToken cancellationToken)
    {
        GenerationRecord record = await GenerationRecord.RunAsync(
            model.Gateway, _prompts.Next(length, generate), _ => onToken(), cancellationToken);
        record.ThrowIfUnsuccessful(cancellationToken);
        return record;
    }

    private void CheckFits()
    {
        int context = model.Gateway.Limits.ContextLength;
        int longest = settings.PromptTokens.Max();
        if (longest > context - settings.GenerateTokens)
        {
            throw new UsageException(
                $"--prompt-tokens {longest} and --generate-tokens {settings.GenerateTokens} are more than the context of {context}");
        }
    }

    private BenchDocument Describe(
        TimeSpan firstToken, double peak, BenchShares shares, IReadOnlyList<LengthDocument> lengths, IReadOnlyList<BatchDocument> batches)
    {
        ModelSummary summary = model.Summary;
        LengthDocument first = lengths[0];
        return new()
        {
            Model = model.Location.Name,
            Architecture = summary.Architecture,
            WeightType = summary.WeightType,
            WeightBytes = summary.WeightBytes,
            Kernels = summary.Kernels,
            Threads = summary.Threads,
            ContextLength = summary.ContextLength,
            KvType = summary.KvType.ToString().ToLowerInvariant(),
            KvCacheBytes = summary.KvCacheBytes,
            PromptTokens = first.PromptTokens,
            GenerateTokens = settings.GenerateTokens,
            Repetitions = settings.Repetitions,
            LoadMs = summary.LoadTime.TotalMilliseconds,
            FirstTokenMs = firstToken.TotalMilliseconds,
            PrefillTps = first.PrefillTps,
            PrefillTpsSpread = first.PrefillTpsSpread,
            DecodeTps = first.DecodeTps,
            DecodeTpsSpread = first.DecodeTpsSpread,
            Lengths = lengths,
            Batches = batches,
            PeakRssMb = peak,
            Machine = shares.Machine,
            DecodeShareOfBandwidth = first.DecodeShareOfBandwidth,
            PrefillShareOfIntegerPeak = first.PrefillShareOfIntegerPeak,
        };
    }
}
