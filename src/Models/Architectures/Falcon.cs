namespace Xinference.Models.Architectures;

/// <summary>Falcon 7B and 40B: both halves of a block read its input; layer norm, GELU without a gate. The two norms of 40B are found by their names.</summary>
internal sealed class Falcon : IArchitecture
{
    public string Name => "Falcon";

    public IReadOnlyList<string> GgufNames => ["falcon"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        Form = BlockForm.Parallel,
        FeedForward = FeedForwardKind.Gelu,
    };
}
