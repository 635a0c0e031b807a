using System.Text.Json.Serialization;

namespace Xinference.Cli.Benchmark;

/// <summary>Median and spread of repeated measurements.</summary>
internal sealed record Spread(double Median, double Minimum, double Maximum)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }
}

/// <summary>What <c>bench --format json</c> prints. Rates are tokens per second, medians over the repetitions.</summary>
internal sealed record BenchDocument
{
    public required string Model { get; init; }

    public required string Architecture { get; init; }

    public required string WeightType { get; init; }

    public required long WeightBytes { get; init; }

    public required string Kernels { get; init; }

    public required int Threads { get; init; }

    public required int PromptTokens { get; init; }

    public required int GenerateTokens { get; init; }

    public required int Repetitions { get; init; }

    public required double LoadMs { get; init; }

    public required double PrefillTps { get; init; }

    public required Spread PrefillTpsSpread { get; init; }

    public required double DecodeTps { get; init; }

    public required Spread DecodeTpsSpread { get; init; }

    public required IReadOnlyList<BatchDocument> Batches { get; init; }

    public required double PeakRssMb { get; init; }

    public required MachineDocument Machine { get; init; }

    /// <summary>Weight bytes read per second of decoding, as a share of the measured read bandwidth.</summary>
    public required double DecodeShareOfBandwidth { get; init; }

    /// <summary>Operations of the matrix products per second of prefill, as a share of the measured integer peak.</summary>
    public required double PrefillShareOfIntegerPeak { get; init; }
}

/// <summary>Decoding several sequences at once.</summary>
internal sealed record BatchDocument(int Batch, double DecodeTps, Spread DecodeTpsSpread);

/// <summary>What the machine can do, measured in the same run.</summary>
internal sealed record MachineDocument(string Cpu, double ReadBandwidthGbps, double IntegerPeakGops, string IntegerMethod, double FloatPeakGflops);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchDocument))]
internal sealed partial class BenchJson : JsonSerializerContext;
