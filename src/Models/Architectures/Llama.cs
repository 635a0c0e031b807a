using Xinference.Kernels;

namespace Xinference.Models.Architectures;

/// <summary>Llama 2 and 3, and everything published under their name. GGUF files hold query and key rows in the paper's pair order.</summary>
internal sealed class Llama : IArchitecture
{
    public string Name => "Llama";

    public IReadOnlyList<string> GgufNames => ["llama"];

    public IReadOnlyList<string> HuggingFaceNames => ["LlamaForCausalLM"];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        SlidingWindow = 0, // some files name one, no reference uses it
        Rope = common.Naming == WeightNaming.Gguf ? common.Rope! with { Style = RopeStyle.Pairs } : common.Rope,
    };
}
