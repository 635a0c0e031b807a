namespace Xinference.Models.Architectures;

/// <summary>Mistral 7B and successors: Llama with a sliding window where the config names one. GGUF files call it llama.</summary>
internal sealed class Mistral : IArchitecture
{
    public string Name => "Mistral";

    public IReadOnlyList<string> GgufNames => [];

    public IReadOnlyList<string> HuggingFaceNames => ["MistralForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common;
}
