using Xinference.Kernels;

namespace Xinference.Models.Architectures;

/// <summary>Command-R: both halves of a block read its input, layer norm without biases, scaled logits.</summary>
internal sealed class CommandR : IArchitecture
{
    public string Name => "Command-R";

    public IReadOnlyList<string> GgufNames => ["command-r"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        Form = BlockForm.Parallel,
        Rope = common.Rope! with { Style = RopeStyle.Pairs },
    };
}
