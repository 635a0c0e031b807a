using Xinference.Formats;
using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Reads what GGUF files say about experts.</summary>
internal static class ExpertHyperparameters
{
    /// <summary>The experts of a file; null where it names none.</summary>
    /// <exception cref="ModelException">A number makes no sense.</exception>
    public static ExpertSpec? Read(GgufMetadata metadata, string prefix, int intermediateSize)
    {
        int Optional(string key, int otherwise) => metadata.GetInteger($"{prefix}.{key}") is { } value ? ToInt($"{prefix}.{key}", value) : otherwise;

        int experts = Optional("expert_count", 0);
        if (experts == 0)
        {
            return null;
        }

        int size = Optional("expert_feed_forward_length", intermediateSize);
        var scale = (float)(metadata.GetNumber($"{prefix}.expert_weights_scale") ?? 1);
        return new ExpertSpec
        {
            Routing = new Routing(
                experts,
                ToInt($"{prefix}.expert_used_count", metadata.RequireInteger($"{prefix}.expert_used_count")),
                Gating(metadata.GetInteger($"{prefix}.expert_gating_func") ?? 0),
                metadata.GetBoolean($"{prefix}.expert_weights_norm") ?? prefix != "deepseek2", // V2 does not, and old files do not say so
                scale == 0 ? 1 : scale, // some files write 0 for "not scaled"
                Math.Max(1, Optional("expert_group_count", 1)),
                Math.Max(1, Optional("expert_group_used_count", Math.Max(1, Optional("expert_group_count", 1))))),
            IntermediateSize = size,
            SharedSize = Optional("expert_shared_feed_forward_length", checked(Optional("expert_shared_count", 0) * size)),
            DenseLayers = Optional("leading_dense_block_count", 0),
        };
    }

    private static ExpertGating Gating(long function) => function switch
    {
        0 or 1 => ExpertGating.Softmax,
        2 => ExpertGating.Sigmoid,
        3 => ExpertGating.ChosenSoftmax,
        _ => throw new ModelException($"experts are weighted by function {function}, which is not supported; this build knows 1, 2 and 3"),
    };

    private static int ToInt(string key, long value) => value is >= 0 and <= 1 << 24
        ? (int)value
        : throw new ModelException($"hyper-parameter {key} is {value}, which no model has");
}
