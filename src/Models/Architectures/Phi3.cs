namespace Xinference.Models.Architectures;

/// <summary>Phi 3 and 4: Llama with fused projections; GGUF files name no kind of RoPE scaling but bring its divisors.</summary>
internal sealed class Phi3 : IArchitecture
{
    public string Name => "Phi-3";

    public IReadOnlyList<string> GgufNames => ["phi3"];

    public IReadOnlyList<string> HuggingFaceNames => ["Phi3ForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common;
}
