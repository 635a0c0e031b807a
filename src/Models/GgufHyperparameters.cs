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

        int hidden = Require("embedding_length");
        int heads = Require("attention.head_count");
        int headDim = Optional("attention.key_length") ?? (heads > 0 ? hidden / heads : 0);
        return new DecoderSpec
        {
            Architecture = architecture,
            Naming = WeightNaming.Gguf,
            VocabularySize = Optional("vocab_size") ?? metadata.GetStrings("tokenizer.ggml.tokens")?.Count ?? 0,
            ContextLength = Require("context_length"),
            HiddenSize = hidden,
            IntermediateSize = Require("feed_forward_length"),
            Layers = Require("block_count"),
            Heads = heads,
            KvHeads = Optional("attention.head_count_kv") ?? heads,
            HeadDim = headDim,
            NormEpsilon = (float)metadata.RequireNumber($"{prefix}.attention.layer_norm_rms_epsilon"),
            SlidingWindow = Optional("attention.sliding_window") ?? 0,
            Rope = new RopeSpec(
                (float)(metadata.GetNumber($"{prefix}.rope.freq_base") ?? 10000),
                Optional("rope.dimension_count") ?? headDim,
                RopeStyle.Halves,
                ReadScaling(metadata, prefix, Require("context_length"))),
        };
    }

    private static RopeScaling ReadScaling(GgufMetadata metadata, string prefix, int contextLength)
    {
        string key = $"{prefix}.rope.scaling";
        var factor = (float)(metadata.GetNumber($"{key}.factor") ?? 1);
        var original = (int)(metadata.GetInteger($"{key}.original_context_length") ?? contextLength);
        return metadata.GetString($"{key}.type") switch
        {
            null or "none" => new RopeScaling.None(),
            "linear" => new RopeScaling.Linear(factor),
            "yarn" => new RopeScaling.Yarn(
                factor,
                original,
                (float)(metadata.GetNumber($"{key}.yarn_beta_fast") ?? 32),
                (float)(metadata.GetNumber($"{key}.yarn_beta_slow") ?? 1),
                (float?)metadata.GetNumber($"{key}.attn_factor")),
            var other => throw new ModelException($"RoPE scaling '{other}' is not supported; this build knows none, linear, yarn and llama3"),
        };
    }

    private static int ToInt(string key, long value) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ModelException($"hyper-parameter {key} is {value}, which no model has");
}
