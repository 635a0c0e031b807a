using System.Text.Json.Nodes;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>An encoder of the BERT family.</summary>
public sealed record EncoderShape(int Vocabulary, int Hidden, int FeedForward, int Layers, int Heads, int Positions) : IModelShape
{
    private const float Epsilon = 1e-12f;
    private const int MeanPooling = 1;
    private const int TokenTypes = 2;

    public IEnumerable<SyntheticTensor> Tensors()
    {
        yield return new("token_embd.weight", "embeddings.word_embeddings.weight", Filling.Weights, Vocabulary, Hidden);
        yield return new("token_types.weight", "embeddings.token_type_embeddings.weight", Filling.Table, TokenTypes, Hidden);
        yield return new("position_embd.weight", "embeddings.position_embeddings.weight", Filling.Table, Positions, Hidden);
        foreach (SyntheticTensor tensor in Norm("token_embd_norm", "embeddings.LayerNorm"))
        {
            yield return tensor;
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            foreach (SyntheticTensor tensor in LayerTensors($"blk.{layer}", $"encoder.layer.{layer}"))
            {
                yield return tensor;
            }
        }
    }

    public void Describe(GgufWriter writer)
    {
        writer.Add("general.architecture", "bert");
        writer.Add("bert.vocab_size", (uint)Vocabulary);
        writer.Add("bert.context_length", (uint)Positions);
        writer.Add("bert.embedding_length", (uint)Hidden);
        writer.Add("bert.block_count", (uint)Layers);
        writer.Add("bert.feed_forward_length", (uint)FeedForward);
        writer.Add("bert.attention.head_count", (uint)Heads);
        writer.Add("bert.attention.layer_norm_epsilon", Epsilon);
        writer.Add("bert.attention.causal", false);
        writer.Add("bert.pooling_type", (uint)MeanPooling);
        EncoderVocabulary.Describe(writer, Vocabulary, TokenTypes);
    }

    public JsonObject Config(DType type) => new()
    {
        ["architectures"] = new JsonArray("BertModel"),
        ["model_type"] = "bert",
        ["vocab_size"] = Vocabulary,
        ["hidden_size"] = Hidden,
        ["intermediate_size"] = FeedForward,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["hidden_act"] = "gelu",
        ["layer_norm_eps"] = Epsilon,
        ["max_position_embeddings"] = Positions,
        ["type_vocab_size"] = TokenTypes,
        ["position_embedding_type"] = "absolute",
        ["pad_token_id"] = EncoderVocabulary.Padding,
        ["torch_dtype"] = type == DType.BF16 ? "bfloat16" : "float32",
    };

    public JsonObject Tokenizer() => EncoderVocabulary.TokenizerJson(Vocabulary);

    private IEnumerable<SyntheticTensor> LayerTensors(string gguf, string hf) =>
    [
        .. Linear($"{gguf}.attn_q", $"{hf}.attention.self.query", Hidden, Hidden),
        .. Linear($"{gguf}.attn_k", $"{hf}.attention.self.key", Hidden, Hidden),
        .. Linear($"{gguf}.attn_v", $"{hf}.attention.self.value", Hidden, Hidden),
        .. Linear($"{gguf}.attn_output", $"{hf}.attention.output.dense", Hidden, Hidden),
        .. Norm($"{gguf}.attn_output_norm", $"{hf}.attention.output.LayerNorm"),
        .. Linear($"{gguf}.ffn_up", $"{hf}.intermediate.dense", FeedForward, Hidden),
        .. Linear($"{gguf}.ffn_down", $"{hf}.output.dense", Hidden, FeedForward),
        .. Norm($"{gguf}.layer_output_norm", $"{hf}.output.LayerNorm"),
    ];

    private static IEnumerable<SyntheticTensor> Linear(string gguf, string hf, int outputs, int inputs) =>
    [
        new($"{gguf}.weight", $"{hf}.weight", Filling.Weights, outputs, inputs),
        new($"{gguf}.bias", $"{hf}.bias", Filling.Zeros, outputs),
    ];

    private IEnumerable<SyntheticTensor> Norm(string gguf, string hf) =>
    [
        new($"{gguf}.weight", $"{hf}.weight", Filling.Ones, Hidden),
        new($"{gguf}.bias", $"{hf}.bias", Filling.Zeros, Hidden),
    ];
}
