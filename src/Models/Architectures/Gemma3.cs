namespace Xinference.Models.Architectures;

/// <summary>Gemma 3, its text part: Gemma 2 with query and key norms in place of soft caps, and a window on five of six layers, which rotate faster.</summary>
internal sealed class Gemma3 : IArchitecture
{
    // the 27B model alone scales its scores by the width of the stream
    private const int LayersOf27B = 62;

    public string Name => "Gemma 3";

    public IReadOnlyList<string> GgufNames => ["gemma3"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        Form = BlockForm.NormedOutputs,
        FeedForward = FeedForwardKind.GeluGated,
        QkNorm = true,
        EmbeddingScale = MathF.Sqrt(common.HiddenSize),
        SlidingWindow = common.SlidingWindow == 0 ? 1024 : common.SlidingWindow,
        WindowPeriod = 6,
        WindowRope = common.Rope! with { Theta = 10000, Scaling = new RopeScaling.None() },
        AttentionScale = common.Layers == LayersOf27B ? 1 / MathF.Sqrt((float)common.HiddenSize / common.Heads) : null,
    };
}
