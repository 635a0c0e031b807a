using System.Diagnostics;
using Xinference.Cli.Generation;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Kernels.Ceiling;
using Xinference.Loading;

namespace Xinference.Cli.Benchmark;

/// <summary>What to measure.</summary>
internal sealed record BenchSettings(int PromptTokens, int GenerateTokens, int Repetitions, IReadOnlyList<int> Batches);

/// <summary>Measures prefill, decode and batched decode of a loaded model, and the machine's ceilings.</summary>
internal sealed class BenchRun(LoadedModel model, BenchSettings settings)
{
    // ids spread over the vocabulary, so that no table row stays in the cache
    private const int Stride = 7919;

    public async Task<BenchDocument> RunAsync(Action<string> report, CancellationToken cancellationToken)
    {
        CheckFits();
        report("measuring the machine");
        using var team = new ThreadTeam(model.Summary.Threads);
        MachineCeiling ceiling = MachineCeiling.Measure(team, TimeProvider.System);
        report("warming up");
        await GenerateAsync(0, () => { }, cancellationToken);
        List<double> prefill = [];
        List<double> decode = [];
        for (int i = 1; i <= settings.Repetitions; i++)
        {
            report($"repetition {i} of {settings.Repetitions}");
            GenerationRecord record = await GenerateAsync(i, () => { }, cancellationToken);
            prefill.Add(DecodingWindow.Rate(settings.PromptTokens, record.Prefill));
            decode.Add(DecodingWindow.Rate(record.Tokens.Count - 1, record.Decode));
        }

        List<BatchDocument> batches = [];
        foreach (int batch in settings.Batches)
        {
            report($"{batch} at once");
            batches.Add(await RunBatchAsync(batch, cancellationToken));
        }

        return Describe(ceiling, Spread.Of(prefill), Spread.Of(decode), batches);
    }

    private async Task<BatchDocument> RunBatchAsync(int batch, CancellationToken cancellationToken)
    {
        List<double> rates = [];
        for (int repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            int first = repetition * batch;
            var decoding = new DecodingWindow(batch);
            await Task.WhenAll(Enumerable.Range(0, batch).Select(k => Task.Run(
                () => DecodeAsync(first + k, k, decoding, cancellationToken), cancellationToken)));
            rates.Add(decoding.TokensPerSecond ?? throw new UsageException(
                $"--batch {batch}: the sequences never all decoded at once; give them room by --kv-cache-memory or time by --generate-tokens"));
        }

        Spread spread = Spread.Of(rates);
        return new(batch, spread.Median, spread);
    }

    private async Task DecodeAsync(int index, int sequence, DecodingWindow decoding, CancellationToken cancellationToken)
    {
        await GenerateAsync(index, () => decoding.Count(sequence), cancellationToken);
        decoding.Close();
    }

    private async Task<GenerationRecord> GenerateAsync(int index, Action onToken, CancellationToken cancellationToken)
    {
        GenerationRecord record = await GenerationRecord.RunAsync(model.Gateway, MakePrompt(index), _ => onToken(), cancellationToken);
        record.ThrowIfUnsuccessful(cancellationToken);
        return record;
    }

    private Prompt MakePrompt(int index)
    {
        int vocabulary = model.Gateway.Limits.VocabularySize;
        IEnumerable<int> ids = Enumerable.Range(0, settings.PromptTokens).Select(i => (int)((((long)index * 31) + i) * Stride % vocabulary));
        return new([.. ids], new SamplingOptions { Temperature = 0, MaxTokens = settings.GenerateTokens });
    }

    private void CheckFits()
    {
        int context = model.Gateway.Limits.ContextLength;
        if (settings.PromptTokens + settings.GenerateTokens > context)
        {
            throw new UsageException(
                $"--prompt-tokens {settings.PromptTokens} and --generate-tokens {settings.GenerateTokens} are more than the context of {context}");
        }
    }

    private BenchDocument Describe(MachineCeiling ceiling, Spread prefill, Spread decode, IReadOnlyList<BatchDocument> batches)
    {
        ModelSummary summary = model.Summary;
        return new()
        {
            Model = model.Location.Name,
            Architecture = summary.Architecture,
            WeightType = summary.WeightType,
            WeightBytes = summary.WeightBytes,
            Kernels = summary.Kernels,
            Threads = summary.Threads,
            PromptTokens = settings.PromptTokens,
            GenerateTokens = settings.GenerateTokens,
            Repetitions = settings.Repetitions,
            LoadMs = summary.LoadTime.TotalMilliseconds,
            PrefillTps = prefill.Median,
            PrefillTpsSpread = prefill,
            DecodeTps = decode.Median,
            DecodeTpsSpread = decode,
            Batches = batches,
            PeakRssMb = Process.GetCurrentProcess().PeakWorkingSet64 / (1024.0 * 1024),
            Machine = new(
                CpuFeatures.Detect().Name,
                ceiling.ReadBandwidth / 1e9,
                ceiling.IntegerPeak / 1e9,
                ceiling.IntegerMethod,
                ceiling.FloatPeak / 1e9),
            DecodeShareOfBandwidth = decode.Median * summary.WeightBytes / ceiling.ReadBandwidth,
            PrefillShareOfIntegerPeak = prefill.Median * summary.Parameters * 2 / ceiling.IntegerPeak,
        };
    }
}
