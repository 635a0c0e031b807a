namespace Xinference.Models.Architectures;

/// <summary>GPT-2: learned positions, layer norm, biases everywhere, GELU without a gate.</summary>
internal sealed class Gpt2 : IArchitecture
{
    public string Name => "GPT-2";

    public IReadOnlyList<string> GgufNames => ["gpt2"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        Rope = null,
        LearnedPositions = true,
        FeedForward = FeedForwardKind.Gelu,
    };
}
