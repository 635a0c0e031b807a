using Xinference.Kernels;

namespace Xinference.Models.Architectures;

/// <summary>
/// DeepSeek V2, V3 and R1: keys and values from a latent vector, dense first layers, experts beside a shared one. The latent vector is
/// expanded before it is cached.
/// </summary>
internal sealed class DeepSeek2 : IArchitecture
{
    public string Name => "DeepSeek V2/V3";

    public IReadOnlyList<string> GgufNames => ["deepseek2"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common)
    {
        LatentSpec latent = common.Latent ?? throw new ModelException("a DeepSeek file must name the rank of its keys and values");
        RopeSpec rope = common.Rope!;
        int headDim = latent.PlainDim + latent.RotatedDim;
        return common with
        {
            HeadDim = headDim,
            KvHeads = common.Heads,
            Rope = rope with { Style = RopeStyle.Pairs, Scaling = Unbent(rope.Scaling) },
            AttentionScale = rope.Scaling is RopeScaling.Yarn yarn ? ScaleOf(yarn, headDim) : null,
        };
    }

    // the magnitude that YaRN gives cosines and sines goes into the scores, squared
    private static RopeScaling Unbent(RopeScaling scaling) => scaling is RopeScaling.Yarn yarn ? yarn with { AttentionFactor = 1 } : scaling;

    private static float ScaleOf(RopeScaling.Yarn yarn, int headDim)
    {
        double magnitude = 1 + (yarn.LogMultiplier * Math.Log(yarn.Factor));
        return (float)(magnitude * magnitude / Math.Sqrt(headDim));
    }
}
