namespace Xinference.Models.Architectures;

/// <summary>Qwen 3, dense: Llama with queries and keys normalised per head; its configs name a window that is not used.</summary>
internal sealed class Qwen3 : IArchitecture
{
    public string Name => "Qwen3";

    public IReadOnlyList<string> GgufNames => ["qwen3"];

    public IReadOnlyList<string> HuggingFaceNames => ["Qwen3ForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common with { QkNorm = true, SlidingWindow = 0 };
}
