using System.Text.Json.Serialization;
using Xinference.Cli.Benchmark;
using Xinference.Kernels;
using Xinference.Loading.Profiling;

namespace Xinference.Cli.Inspection;

/// <summary>What <c>inspect --program --format json</c> prints.</summary>
internal sealed record ProfileDocument(string Model, string Kernels, int Threads, MachineDocument Machine, IReadOnlyList<PhaseDocument> Phases)
{
    public static ProfileDocument Of(string model, ProgramProfile profile, bool detail) => new(
        model,
        profile.Kernels,
        profile.Ceiling.Threads,
        new(
            CpuFeatures.Detect().Name,
            profile.Ceiling.ReadBandwidth / 1e9,
            profile.Ceiling.IntegerPeak / 1e9,
            profile.Ceiling.IntegerMethod,
            profile.Ceiling.FloatPeak / 1e9),
        [.. profile.Phases.Select(phase => PhaseDocument.Of(phase, profile, detail))]);
}

/// <summary>A step: one prompt, or one token.</summary>
internal sealed record PhaseDocument(
    string Name,
    int Tokens,
    int Context,
    double TokensPerSecond,
    IReadOnlyList<WorkDocument> Calls,
    WorkDocument MatrixProducts,
    WorkDocument Total)
{
    public static PhaseDocument Of(PhaseProfile phase, ProgramProfile profile, bool detail)
    {
        IReadOnlyList<ProfileRow> rows = detail ? ProfileRow.Each(phase, profile.Ceiling) : ProfileRow.Kinds(phase, profile.Ceiling);
        return new(
            phase.Name,
            phase.Tokens,
            phase.Context,
            phase.Tokens / Math.Max(phase.Seconds, 1e-9),
            [.. rows.Select(WorkDocument.Of)],
            WorkDocument.Of(ProfileRow.MatrixProducts(phase, profile.Ceiling)),
            WorkDocument.Of(ProfileRow.Total(phase, profile.Ceiling)));
    }
}

/// <summary>Kernel calls together.</summary>
internal sealed record WorkDocument
{
    public required string Name { get; init; }

    public required string Detail { get; init; }

    public required int Calls { get; init; }

    public required double Ms { get; init; }

    public required double ShareOfTime { get; init; }

    public required long Bytes { get; init; }

    public required long IntegerOperations { get; init; }

    public required long FloatOperations { get; init; }

    public required double Gbps { get; init; }

    public required double Gops { get; init; }

    public required double ShareOfBandwidth { get; init; }

    public required double ShareOfPeak { get; init; }

    public static WorkDocument Of(ProfileRow row) => new()
    {
        Name = row.Name,
        Detail = row.Detail,
        Calls = row.Calls,
        Ms = row.Seconds * 1e3,
        ShareOfTime = row.ShareOfTime,
        Bytes = row.Bytes,
        IntegerOperations = row.IntegerOperations,
        FloatOperations = row.FloatOperations,
        Gbps = row.Bandwidth / 1e9,
        Gops = row.Speed / 1e9,
        ShareOfBandwidth = row.ShareOfBandwidth,
        ShareOfPeak = row.ShareOfPeak,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProfileDocument))]
internal sealed partial class ProfileJson : JsonSerializerContext;
