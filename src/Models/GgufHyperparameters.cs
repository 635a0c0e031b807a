using Xinference.Formats;
using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Reads the hyper-parameters that the GGUF specification gives all decoders.</summary>
internal static class GgufHyperparameters
{
    public static DecoderSpec Read(GgufFile file, string architecture)
    {
        GgufMetadata metadata = file.Metadata;
        string prefix = metadata.RequireString("general.architecture");
        int Require(string key) => ToInt(key, metadata.RequireInteger($"{prefix}.{key}"));
        int? Optional(string key) => metadata.GetInteger($"{prefix}.{key}") is { } value ? ToInt(key, value) : null;

        RefuseOtherKinds(metadata, prefix);
        int hidden = Require("embedding_length");
        int heads = Require("attention.head_count");
        int context = Require("context_length");
        RopeScaling scaling = ReadScaling(metadata, prefix, context);
        int headDim = Optional("attention.key_length") ?? (heads > 0 ? hidden / heads : 0);
        return new DecoderSpec
        {
            Architecture = architecture,
            Naming = WeightNaming.Gguf,
            VocabularySize = Optional("vocab_size") ?? metadata.CountOf("tokenizer.ggml.tokens"),
            ContextLength = scaling is RopeScaling.Yarn yarn ? yarn.Reach(context) : context,
            HiddenSize = hidden,
            IntermediateSize = Require("feed_forward_length"),
            Layers = Require("block_count"),
            Heads = heads,
            KvHeads = Optional("attention.head_count_kv") ?? heads,
            HeadDim = headDim,
            NormEpsilon = (float)metadata.RequireNumber($"{prefix}.attention.layer_norm_rms_epsilon"),
            SlidingWindow = Optional("attention.sliding_window") ?? 0,
            Pooling = PoolingKey.Read(metadata, prefix) ?? Pooling.None,
            Rope = new RopeSpec(
                (float)(metadata.GetNumber($"{prefix}.rope.freq_base") ?? 10000),
                Optional("rope.dimension_count") ?? headDim,
                RopeStyle.Halves,
                scaling),
        };
    }

    // these bind like the plain decoders they are named after, and would answer nonsense
    private static void RefuseOtherKinds(GgufMetadata metadata, string prefix)
    {
        if (metadata.GetInteger($"{prefix}.expert_count") is > 0 and var experts)
        {
            throw new ModelException($"the model is a mixture of {experts} experts, which this build does not run");
        }
    }

    private static RopeScaling ReadScaling(GgufMetadata metadata, string prefix, int contextLength)
    {
        string key = $"{prefix}.rope.scaling";
        // files of 2023 name no type, and the factor by another key
        var factor = (float)(metadata.GetNumber($"{key}.factor") ?? metadata.GetNumber($"{prefix}.rope.scale_linear") ?? 1);
        double? attentionFactor = metadata.GetNumber($"{key}.attn_factor");
        var original = (int)(metadata.GetInteger($"{key}.original_context_length") ?? contextLength);
        return metadata.GetString($"{key}.type") switch
        {
            "none" => new RopeScaling.None(),
            null or "linear" => factor is 0 or 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor),
            "yarn" => new RopeScaling.Yarn(
                factor,
                original,
                (float)(metadata.GetNumber($"{key}.yarn_beta_fast") ?? 32),
                (float)(metadata.GetNumber($"{key}.yarn_beta_slow") ?? 1),
                attentionFactor is { } share ? (float)(share * RopeScaling.Yarn.DefaultAttentionFactor(factor)) : null),
            var other => throw new ModelException($"RoPE scaling '{other}' is not supported; this build knows none, linear and yarn"),
        };
    }

    private static int ToInt(string key, long value) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ModelException($"hyper-parameter {key} is {value}, which no model has");
}
