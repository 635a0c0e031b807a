using Xinference.Kernels;
using Xinference.Kernels.Ceiling;
using Xinference.Loading;

namespace Xinference.Cli.Benchmark;

/// <summary>Speeds as shares of what the machine can do, measured in the same run.</summary>
internal sealed class BenchShares(ModelSummary summary, MachineCeiling ceiling)
{
    public MachineDocument Machine { get; } = new(
        CpuFeatures.Detect().Name,
        ceiling.ReadBandwidth / 1e9,
        ceiling.IntegerPeak / 1e9,
        ceiling.IntegerMethod,
        ceiling.FloatPeak / 1e9);

    /// <summary>Adds the shares: weights alone, neither keys and values nor the arithmetic of attention.</summary>
    public LengthDocument Fill(LengthDocument length) => length with
    {
        DecodeShareOfBandwidth = length.DecodeTps * summary.BytesPerToken / ceiling.ReadBandwidth,
        PrefillShareOfIntegerPeak = length.PrefillTps * OperationsPerToken(length.PromptTokens) / ceiling.IntegerPeak,
    };

    // the output multiplies the last position of a prompt only
    private double OperationsPerToken(int tokens) => 2 * (summary.BodyParameters + (summary.OutputParameters / (double)tokens));
}
