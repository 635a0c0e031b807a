namespace Xinference.Models.Architectures;

/// <summary>Gemma 2: outputs of both halves normed, GELU gate, scaled embeddings, soft caps, a window on every other layer. Files keep norm weights with their 1 added.</summary>
internal sealed class Gemma2 : IArchitecture
{
    // the 27B model alone scales its scores by the width of the stream
    private const int LayersOf27B = 46;

    public string Name => "Gemma 2";

    public IReadOnlyList<string> GgufNames => ["gemma2"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        Form = BlockForm.NormedOutputs,
        FeedForward = FeedForwardKind.GeluGated,
        EmbeddingScale = MathF.Sqrt(common.HiddenSize),
        SlidingWindow = common.SlidingWindow == 0 ? 4096 : common.SlidingWindow,
        WindowPeriod = 2,
        AttentionSoftCap = common.AttentionSoftCap == 0 ? 50 : common.AttentionSoftCap,
        LogitSoftCap = common.LogitSoftCap == 0 ? 30 : common.LogitSoftCap,
        AttentionScale = common.Layers == LayersOf27B ? 1 / MathF.Sqrt((float)common.HiddenSize / common.Heads) : null,
    };
}
