using Xinference.Formats;
using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Reads the hyper-parameters that the GGUF specification gives encoders.</summary>
internal static class GgufEncoderHyperparameters
{
    public static EncoderSpec Read(GgufFile file, string architecture)
    {
        GgufMetadata metadata = file.Metadata;
        string prefix = metadata.RequireString("general.architecture");
        int Require(string key) => ToInt(key, metadata.RequireInteger($"{prefix}.{key}"));
        int? Optional(string key) => metadata.GetInteger($"{prefix}.{key}") is { } value ? ToInt(key, value) : null;

        if (metadata.GetBoolean($"{prefix}.attention.causal") == true)
        {
            throw new ModelException($"{prefix}.attention.causal is true, which this build does not run for encoders");
        }

        if (Optional("expert_count") is > 0 and var experts)
        {
            throw new ModelException($"the model is a mixture of {experts} experts, which this build does not run for encoders");
        }

        return new EncoderSpec
        {
            Architecture = architecture,
            Naming = WeightNaming.Gguf,
            VocabularySize = Optional("vocab_size") ?? metadata.CountOf("tokenizer.ggml.tokens"),
            ContextLength = Require("context_length"),
            HiddenSize = Require("embedding_length"),
            IntermediateSize = Require("feed_forward_length"),
            Layers = Require("block_count"),
            Heads = Require("attention.head_count"),
            NormEpsilon = (float)metadata.RequireNumber($"{prefix}.attention.layer_norm_epsilon"),
            Pooling = PoolingKey.Read(metadata, prefix) ?? Pooling.Mean,
            TokenTypes = ToInt("token_type_count", metadata.GetInteger("tokenizer.ggml.token_type_count") ?? 0),
            Labels = Math.Max(1, metadata.CountOf($"{prefix}.classifier.output_labels")),
            Activation = Activation.GeluTanh, // what ggml, for which these files are made, computes
            Rope = new RopeSpec((float)(metadata.GetNumber($"{prefix}.rope.freq_base") ?? 10000), 0, RopeStyle.Halves, new RopeScaling.None()),
        };
    }

    private static int ToInt(string key, long value) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ModelException($"hyper-parameter {key} is {value}, which no model has");
}
