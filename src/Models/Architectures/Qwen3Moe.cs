namespace Xinference.Models.Architectures;

/// <summary>Qwen 3 with experts; its configs name a window that is not used.</summary>
internal sealed class Qwen3Moe : IArchitecture
{
    public string Name => "Qwen3-MoE";

    public IReadOnlyList<string> GgufNames => ["qwen3moe"];

    public IReadOnlyList<string> HuggingFaceNames => ["Qwen3MoeForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common with { QkNorm = true, SlidingWindow = 0 };
}
