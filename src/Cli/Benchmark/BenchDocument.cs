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

    public required int ContextLength { get; init; }

    public required string KvType { get; init; }

    /// <summary>Set aside for keys and values; resident only as far as it was used.</summary>
    public required long KvCacheBytes { get; init; }

    /// <summary>The first length; its rates stand here once more.</summary>
    public required int PromptTokens { get; init; }

    public required int GenerateTokens { get; init; }

    public required int Repetitions { get; init; }

    public required double LoadMs { get; init; }

    /// <summary>From the start of the process to the first token of a short prompt.</summary>
    public required double FirstTokenMs { get; init; }

    public required double PrefillTps { get; init; }

    public required Spread PrefillTpsSpread { get; init; }

    public required double DecodeTps { get; init; }

    public required Spread DecodeTpsSpread { get; init; }

    public required IReadOnlyList<LengthDocument> Lengths { get; init; }

    public required IReadOnlyList<BatchDocument> Batches { get; init; }

    public required double PeakRssMb { get; init; }

    public required MachineDocument Machine { get; init; }

    /// <summary>Weight bytes read per second of decoding, as a share of the measured read bandwidth; a table that is looked up does not count.</summary>
    public required double DecodeShareOfBandwidth { get; init; }

    /// <summary>Operations of the matrix products per second of prefill, as a share of the measured integer peak.</summary>
    public required double PrefillShareOfIntegerPeak { get; init; }
}

/// <summary>Reading a prompt of one length, and decoding behind it.</summary>
internal sealed record LengthDocument(int PromptTokens, double PrefillTps, Spread PrefillTpsSpread, double DecodeTps, Spread DecodeTpsSpread)
{
    public double DecodeShareOfBandwidth { get; init; }

    public double PrefillShareOfIntegerPeak { get; init; }

    public static LengthDocument Of(int promptTokens, Spread prefill, Spread decode) => new(promptTokens, prefill.Median, prefill, decode.Median, decode);
}

/// <summary>Decoding several sequences at once.</summary>
internal sealed record BatchDocument(int Batch, double DecodeTps, Spread DecodeTpsSpread);

/// <summary>What the machine can do, measured in the same run.</summary>
internal sealed record MachineDocument(string Cpu, double ReadBandwidthGbps, double IntegerPeakGops, string IntegerMethod, double FloatPeakGflops);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchDocument))]
internal sealed partial class BenchJson : JsonSerializerContext;
