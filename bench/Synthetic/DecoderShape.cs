using System.Text.Json.Nodes;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>A decoder of the Llama family.</summary>
public sealed record DecoderShape(
    string Architecture, int Vocabulary, int Hidden, int FeedForward, int Layers, int Heads, int KvHeads, int HeadDim, bool QkNorm, bool Tied)
    : IModelShape
{
    private const int Context = 16384;
    private const float Epsilon = 1e-5f;
    private const float RopeBase = 10000f;

    public IEnumerable<SyntheticTensor> Tensors()
    {
        yield return new("token_embd.weight", "model.embed_tokens.weight", Filling.Weights, Vocabulary, Hidden);
        yield return new("output_norm.weight", "model.norm.weight", Filling.Ones, Hidden);
        if (!Tied)
        {
            yield return new("output.weight", "lm_head.weight", Filling.Weights, Vocabulary, Hidden);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            foreach ((string gguf, string hf, long[] extents) in LayerTensors())
            {
                Filling filling = extents.Length == 1 ? Filling.Ones : Filling.Weights;
                yield return new($"blk.{layer}.{gguf}.weight", $"model.layers.{layer}.{hf}.weight", filling, extents);
            }
        }
    }

    public void Describe(GgufWriter writer)
    {
        string prefix = Architecture;
        writer.Add("general.architecture", prefix);
        writer.Add($"{prefix}.vocab_size", (uint)Vocabulary);
        writer.Add($"{prefix}.context_length", (uint)Context);
        writer.Add($"{prefix}.embedding_length", (uint)Hidden);
        writer.Add($"{prefix}.block_count", (uint)Layers);
        writer.Add($"{prefix}.feed_forward_length", (uint)FeedForward);
        writer.Add($"{prefix}.attention.head_count", (uint)Heads);
        writer.Add($"{prefix}.attention.head_count_kv", (uint)KvHeads);
        writer.Add($"{prefix}.attention.key_length", (uint)HeadDim);
        writer.Add($"{prefix}.attention.value_length", (uint)HeadDim);
        writer.Add($"{prefix}.attention.layer_norm_rms_epsilon", Epsilon);
        writer.Add($"{prefix}.rope.freq_base", RopeBase);
        writer.Add($"{prefix}.rope.dimension_count", (uint)HeadDim);
        DecoderVocabulary.Describe(writer, Vocabulary);
    }

    public JsonObject Config(DType type) => new()
    {
        ["architectures"] = new JsonArray(Architecture == "qwen3" ? "Qwen3ForCausalLM" : "LlamaForCausalLM"),
        ["model_type"] = Architecture,
        ["vocab_size"] = Vocabulary,
        ["hidden_size"] = Hidden,
        ["intermediate_size"] = FeedForward,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KvHeads,
        ["head_dim"] = HeadDim,
        ["hidden_act"] = "silu",
        ["rms_norm_eps"] = Epsilon,
        ["rope_theta"] = RopeBase,
        ["max_position_embeddings"] = Context,
        ["tie_word_embeddings"] = Tied,
        ["bos_token_id"] = 1,
        ["eos_token_id"] = 2,
        ["torch_dtype"] = type == DType.BF16 ? "bfloat16" : "float32",
    };

    public JsonObject Tokenizer() => DecoderVocabulary.TokenizerJson(Vocabulary);

    private IEnumerable<(string Gguf, string HuggingFace, long[] Extents)> LayerTensors()
    {
        yield return ("attn_norm", "input_layernorm", [Hidden]);
        yield return ("attn_q", "self_attn.q_proj", [Heads * HeadDim, Hidden]);
        yield return ("attn_k", "self_attn.k_proj", [KvHeads * HeadDim, Hidden]);
        yield return ("attn_v", "self_attn.v_proj", [KvHeads * HeadDim, Hidden]);
        yield return ("attn_output", "self_attn.o_proj", [Hidden, Heads * HeadDim]);
        yield return ("ffn_norm", "post_attention_layernorm", [Hidden]);
        yield return ("ffn_gate", "mlp.gate_proj", [FeedForward, Hidden]);
        yield return ("ffn_up", "mlp.up_proj", [FeedForward, Hidden]);
        yield return ("ffn_down", "mlp.down_proj", [Hidden, FeedForward]);
        if (QkNorm)
        {
            yield return ("attn_q_norm", "self_attn.q_norm", [HeadDim]);
            yield return ("attn_k_norm", "self_attn.k_norm", [HeadDim]);
        }
    }
}
