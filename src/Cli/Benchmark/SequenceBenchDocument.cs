using System.Text.Json.Serialization;

namespace Xinference.Cli.Benchmark;

/// <summary>What <c>bench --format json</c> prints for a model that gives embeddings or scores. Rates are medians over the repetitions.</summary>
internal sealed record SequenceBenchDocument
{
    public required string Model { get; init; }

    public required string Architecture { get; init; }

    public required string WeightType { get; init; }

    public required long WeightBytes { get; init; }

    /// <summary>How float matrices are kept: <c>none</c> (as stored) or <c>int8</c>.</summary>
    public required string Quantize { get; init; }

    public required string Kernels { get; init; }

    public required int Threads { get; init; }

    public required int Sequences { get; init; }

    public required int MinLength { get; init; }

    public required int MaxLength { get; init; }

    /// <summary>Tokens of all sequences.</summary>
    public required int Tokens { get; init; }

    public required int Repetitions { get; init; }

    public required double LoadMs { get; init; }

    public required double SequencesPerSecond { get; init; }

    public required Spread SequencesPerSecondSpread { get; init; }

    public required double TokensPerSecond { get; init; }

    public required double PeakRssMb { get; init; }

    public required MachineDocument Machine { get; init; }

    /// <summary>Operations of the matrix products per second, as a share of the measured integer peak.</summary>
    public required double ShareOfIntegerPeak { get; init; }

    /// <summary>The same as a share of the measured peak of floats.</summary>
    public required double ShareOfFloatPeak { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SequenceBenchDocument))]
internal sealed partial class SequenceBenchJson : JsonSerializerContext;
