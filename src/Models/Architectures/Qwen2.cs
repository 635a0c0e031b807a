namespace Xinference.Models.Architectures;

/// <summary>Qwen 1.5, 2 and 2.5: Llama with biases on queries, keys and values; its configs name a window that is not used.</summary>
internal sealed class Qwen2 : IArchitecture
{
    public string Name => "Qwen2";

    public IReadOnlyList<string> GgufNames => ["qwen2"];

    public IReadOnlyList<string> HuggingFaceNames => ["Qwen2ForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common with { QkvBias = true, SlidingWindow = 0 };
}
