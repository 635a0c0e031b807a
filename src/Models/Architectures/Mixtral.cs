namespace Xinference.Models.Architectures;

/// <summary>Mixtral: Mistral with experts. GGUF files call it llama.</summary>
internal sealed class Mixtral : IArchitecture
{
    public string Name => "Mixtral";

    public IReadOnlyList<string> GgufNames => [];

    public IReadOnlyList<string> HuggingFaceNames => ["MixtralForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common with { Naming = WeightNaming.Mixtral };
}
