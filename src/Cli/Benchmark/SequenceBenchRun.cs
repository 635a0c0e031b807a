using System.Diagnostics;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Kernels.Ceiling;
using Xinference.Loading;

namespace Xinference.Cli.Benchmark;

/// <summary>Measures how many sequences of mixed lengths a model for embeddings or scores takes in a second.</summary>
internal sealed class SequenceBenchRun(SequenceModel model, int sequences, int repetitions, WeightStorage storage)
{
    private const int Seed = 17;
    private const int Shortest = 16;
    private const int Longest = 384;
    private const double GoldenRatio = 0.6180339887498949;

    private readonly int _shortest = Math.Min(Shortest, model.MaxLength);
    private readonly int _longest = Math.Min(Longest, model.MaxLength);

    public SequenceBenchDocument Run(Action<string> report, CancellationToken cancellationToken)
    {
        report("measuring the machine");
        using var team = new ThreadTeam(model.Summary.Threads);
        MachineCeiling ceiling = MachineCeiling.Measure(team, TimeProvider.System);
        SequenceInput[] inputs = MakeInputs();
        report("warming up");
        model.Run(inputs[..Math.Min(2, inputs.Length)], cancellationToken);
        List<double> rates = [];
        for (int i = 1; i <= repetitions; i++)
        {
            report($"repetition {i} of {repetitions}");
            long start = Stopwatch.GetTimestamp();
            model.Run(inputs, cancellationToken);
            rates.Add(DecodingWindow.Rate(sequences, Stopwatch.GetElapsedTime(start)));
        }

        return Describe(ceiling, Spread.Of(rates), inputs.Sum(input => input.TokenIds.Length));
    }

    /// <summary>
    /// Lengths evenly spread, in an order without a trend (multiples of the golden ratio, modulo 1); ids are drawn evenly. The same in every run.
    /// </summary>
    private SequenceInput[] MakeInputs()
    {
        var random = new Random(Seed);
        return
        [
            .. Enumerable.Range(1, sequences).Select(i => new SequenceInput(
                Enumerable.Range(0, LengthOf(i)).Select(_ => random.Next(model.VocabularySize)).ToArray())),
        ];
    }

    private int LengthOf(int sequence) => _shortest + (int)(sequence * GoldenRatio % 1 * (_longest - _shortest + 1));

    private SequenceBenchDocument Describe(MachineCeiling ceiling, Spread rate, int tokens)
    {
        ModelSummary summary = model.Summary;
        double tokensPerSecond = rate.Median * tokens / sequences;
        double operations = tokensPerSecond * model.BlockParameters * 2;
        return new()
        {
            Model = model.Location.Name,
            Architecture = summary.Architecture,
            WeightType = summary.WeightType,
            WeightBytes = summary.WeightBytes,
            Quantize = storage.ToString().ToLowerInvariant(),
            Kernels = summary.Kernels,
            Threads = summary.Threads,
            Sequences = sequences,
            MinLength = _shortest,
            MaxLength = _longest,
            Tokens = tokens,
            Repetitions = repetitions,
            LoadMs = summary.LoadTime.TotalMilliseconds,
            SequencesPerSecond = rate.Median,
            SequencesPerSecondSpread = rate,
            TokensPerSecond = tokensPerSecond,
            PeakRssMb = Process.GetCurrentProcess().PeakWorkingSet64 / (1024.0 * 1024),
            Machine = new(
                CpuFeatures.Detect().Name,
                ceiling.ReadBandwidth / 1e9,
                ceiling.IntegerPeak / 1e9,
                ceiling.IntegerMethod,
                ceiling.FloatPeak / 1e9),
            ShareOfIntegerPeak = operations / ceiling.IntegerPeak,
            ShareOfFloatPeak = operations / ceiling.FloatPeak,
        };
    }
}
