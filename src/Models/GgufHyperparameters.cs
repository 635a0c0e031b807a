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

        float Number(string key, float otherwise) => (float)(metadata.GetNumber($"{prefix}.{key}") ?? otherwise);

        int hidden = Require("embedding_length");
        int heads = Require("attention.head_count");
        int context = Require("context_length");
        int intermediate = Require("feed_forward_length");
        int headDim = Optional("attention.key_length") ?? (heads > 0 ? hidden / heads : 0);
        RopeScaling scaling = GgufRopeScaling.Read(metadata, prefix, context);
        bool layerNorm = !metadata.Contains($"{prefix}.attention.layer_norm_rms_epsilon") && metadata.Contains($"{prefix}.attention.layer_norm_epsilon");
        return new DecoderSpec
        {
            Architecture = architecture,
            Naming = WeightNaming.Gguf,
            VocabularySize = Optional("vocab_size") ?? metadata.CountOf("tokenizer.ggml.tokens"),
            ContextLength = scaling is RopeScaling.Yarn yarn ? yarn.Reach(context) : context,
            HiddenSize = hidden,
            IntermediateSize = intermediate,
            Layers = Require("block_count"),
            Heads = heads,
            KvHeads = Optional("attention.head_count_kv") ?? heads,
            HeadDim = headDim,
            Norm = layerNorm ? NormKind.Layer : NormKind.RootMeanSquare,
            NormEpsilon = (float)metadata.RequireNumber($"{prefix}.attention.layer_norm_{(layerNorm ? "" : "rms_")}epsilon"),
            SlidingWindow = Optional("attention.sliding_window") ?? 0,
            Pooling = PoolingKey.Read(metadata, prefix) ?? Pooling.None,
            Rope = new RopeSpec(Number("rope.freq_base", 10000), Optional("rope.dimension_count") ?? headDim, RopeStyle.Halves, scaling),
            Form = metadata.GetBoolean($"{prefix}.use_parallel_residual") == true ? BlockForm.Parallel : BlockForm.Sequential,
            Latent = ReadLatent(metadata, prefix),
            Experts = ExpertHyperparameters.Read(metadata, prefix, intermediate),
            EmbeddingScale = Number("embedding_scale", 1),
            ResidualScale = Number("residual_scale", 1),
            LogitScale = Number("logit_scale", 1),
            LogitSoftCap = Number("final_logit_softcapping", 0),
            AttentionSoftCap = Number("attn_logit_softcapping", 0),
            AttentionScale = (float?)metadata.GetNumber($"{prefix}.attention.scale"),
        };
    }

    private static LatentSpec? ReadLatent(GgufMetadata metadata, string prefix)
    {
        int? Optional(string key) =>
            metadata.GetInteger($"{prefix}.{key}") is { } value ? ToInt($"{prefix}.{key}", value) : null;
        if (Optional("attention.kv_lora_rank") is not { } rank)
        {
            return null;
        }

        // files that keep the up-projection in two tensors give key_length the width of the latent vector and what is rotated
        int rotated = Optional("rope.dimension_count") ?? 0;
        int key = Optional("attention.key_length_mla") ?? Optional("attention.key_length") ?? 0;
        int value = Optional("attention.value_length_mla") ?? Optional("attention.value_length") ?? 0;
        return new(Optional("attention.q_lora_rank") ?? 0, rank, key - rotated, rotated, value);
    }

    private static int ToInt(string key, long value) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ModelException($"hyper-parameter {key} is {value}, which no model has");
}
