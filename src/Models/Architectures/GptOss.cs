using Xinference.Kernels;

namespace Xinference.Models.Architectures;

/// <summary>GPT-OSS: experts with biases and a clamped gate, attention sinks, a window on every other layer.</summary>
internal sealed class GptOss : IArchitecture
{
    public string Name => "GPT-OSS";

    public IReadOnlyList<string> GgufNames => ["gpt-oss"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public DecoderSpec Describe(DecoderSpec common) => common with
    {
        QkvBias = true,
        FeedForward = FeedForwardKind.ClampedSwiglu,
        AttentionSinks = true,
        WindowPeriod = 2,
        Experts = common.Experts is { } experts
            ? experts with { Routing = experts.Routing with { Gating = ExpertGating.ChosenSoftmax } }
            : throw new ModelException("a GPT-OSS file must name its experts"),
    };
}
