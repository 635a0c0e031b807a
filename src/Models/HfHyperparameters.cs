using Xinference.Formats;
using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Reads the hyper-parameters that Hugging Face's <c>config.json</c> gives Llama-like decoders.</summary>
internal static class HfHyperparameters
{
    public static DecoderSpec Read(HfConfig config, string architecture)
    {
        RequireSilu(config);
        int hidden = Require(config, "hidden_size");
        int heads = Require(config, "num_attention_heads");
        int headDim = Optional(config, "head_dim") ?? (heads > 0 ? hidden / heads : 0);
        int context = Require(config, "max_position_embeddings");
        RopeSpec rope = ReadRope(config, headDim, context);
        return new DecoderSpec
        {
            Architecture = architecture,
            Naming = WeightNaming.HuggingFace,
            VocabularySize = Require(config, "vocab_size"),
            ContextLength = rope.Scaling is RopeScaling.Yarn yarn ? yarn.Reach(context) : context,
            HiddenSize = hidden,
            IntermediateSize = Require(config, "intermediate_size"),
            Layers = Require(config, "num_hidden_layers"),
            Heads = heads,
            KvHeads = Optional(config, "num_key_value_heads") ?? heads,
            HeadDim = headDim,
            NormEpsilon = (float)(config.Number("rms_norm_eps") ?? 1e-6),
            SlidingWindow = ReadWindow(config),
            Experts = ReadExperts(config, Require(config, "intermediate_size")),
            TiedEmbeddings = config.Boolean("tie_word_embeddings") ?? false,
            Rope = rope,
        };
    }

    private static RopeSpec ReadRope(HfConfig config, int headDim, int contextLength)
    {
        // transformers 5 moved theta and scaling into rope_parameters
        HfConfig? scaling = config.Section("rope_parameters") ?? config.Section("rope_scaling");
        double theta = config.Number("rope_theta") ?? scaling?.Number("rope_theta") ?? 10000;
        double share = config.Number("partial_rotary_factor") ?? scaling?.Number("partial_rotary_factor") ?? 1;
        return new((float)theta, (int)(headDim * share), RopeStyle.Halves, HfRopeScaling.Read(config, scaling, contextLength));
    }

    // Mixtral counts local experts, Qwen just experts
    private static ExpertSpec? ReadExperts(HfConfig config, int intermediateSize)
    {
        if ((Optional(config, "num_local_experts") ?? Optional(config, "num_experts")) is not (> 0 and var experts))
        {
            return null;
        }

        if (config.Integer("decoder_sparse_step") is > 1 || config.Integers("mlp_only_layers") is { Count: > 0 })
        {
            throw new ModelException("config.json: experts on some of the layers (decoder_sparse_step, mlp_only_layers) are not supported");
        }

        return new ExpertSpec
        {
            Routing = new Routing(
                experts, Require(config, "num_experts_per_tok"), ExpertGating.Softmax, config.Boolean("norm_topk_prob") ?? true),
            IntermediateSize = Optional(config, "moe_intermediate_size") ?? intermediateSize,
        };
    }

    private static int ReadWindow(HfConfig config) => config.Boolean("use_sliding_window") switch
    {
        true => throw new ModelException("config.json: use_sliding_window is set, and windows on some of the layers are not supported"),
        false => 0,
        null => Optional(config, "sliding_window") ?? 0,
    };

    private static void RequireSilu(HfConfig config)
    {
        string activation = config.String("hidden_act") ?? "silu";
        if (activation is not ("silu" or "swish"))
        {
            throw new ModelException($"config.json: hidden_act '{activation}' is not supported for this architecture; it should be silu");
        }
    }

    private static int Require(HfConfig config, string key) =>
        Optional(config, key) ?? throw new ModelException($"config.json lacks {key}");

    internal static int? Optional(HfConfig config, string key) => config.Integer(key) switch
    {
        null => null,
        >= 0 and <= int.MaxValue and var value => (int)value,
        var value => throw new ModelException($"config.json: {key} is {value}, which no model has"),
    };
}
