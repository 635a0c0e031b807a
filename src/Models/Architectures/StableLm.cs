namespace Xinference.Models.Architectures;

/// <summary>StableLM 3B and 2 1.6B: Llama with layer norm and a part of each head rotated; both halves of a block read its input where the file says so.</summary>
internal sealed class StableLm : IArchitecture
{
    public string Name => "StableLM";

    public IReadOnlyList<string> GgufNames => ["stablelm"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common;
}
