namespace Xinference.Models.Weights;

/// <summary>What the parts of a decoder are called in a file. A layer's names have <c>{0}</c> where its number goes; all lack <c>.weight</c>.</summary>
internal sealed record WeightNames
{
    public required string Embedding { get; init; }

    public required string FinalNorm { get; init; }

    public required string Output { get; init; }

    public required string RopeFactors { get; init; }

    public required string AttentionNorm { get; init; }

    public required string Query { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    public required string AttentionOutput { get; init; }

    public required string QueryNorm { get; init; }

    public required string KeyNorm { get; init; }

    public required string FeedForwardNorm { get; init; }

    public required string Gate { get; init; }

    public required string Up { get; init; }

    public required string Down { get; init; }

    /// <summary>Tensors that some files carry and that can be computed, so nobody reads them.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    public static WeightNames For(WeightNaming naming) => naming switch
    {
        WeightNaming.Gguf => Gguf,
        WeightNaming.HuggingFace => HuggingFace,
    };

    private static WeightNames Gguf { get; } = new()
    {
        Embedding = "token_embd",
        FinalNorm = "output_norm",
        Output = "output",
        RopeFactors = "rope_freqs",
        AttentionNorm = "blk.{0}.attn_norm",
        Query = "blk.{0}.attn_q",
        Key = "blk.{0}.attn_k",
        Value = "blk.{0}.attn_v",
        AttentionOutput = "blk.{0}.attn_output",
        QueryNorm = "blk.{0}.attn_q_norm",
        KeyNorm = "blk.{0}.attn_k_norm",
        FeedForwardNorm = "blk.{0}.ffn_norm",
        Gate = "blk.{0}.ffn_gate",
        Up = "blk.{0}.ffn_up",
        Down = "blk.{0}.ffn_down",
        Ignored = [],
    };

    private static WeightNames HuggingFace { get; } = new()
    {
        Embedding = "model.embed_tokens",
        FinalNorm = "model.norm",
        Output = "lm_head",
        RopeFactors = "model.rope_factors",
        AttentionNorm = "model.layers.{0}.input_layernorm",
        Query = "model.layers.{0}.self_attn.q_proj",
        Key = "model.layers.{0}.self_attn.k_proj",
        Value = "model.layers.{0}.self_attn.v_proj",
        AttentionOutput = "model.layers.{0}.self_attn.o_proj",
        QueryNorm = "model.layers.{0}.self_attn.q_norm",
        KeyNorm = "model.layers.{0}.self_attn.k_norm",
        FeedForwardNorm = "model.layers.{0}.post_attention_layernorm",
        Gate = "model.layers.{0}.mlp.gate_proj",
        Up = "model.layers.{0}.mlp.up_proj",
        Down = "model.layers.{0}.mlp.down_proj",
        Ignored = ["self_attn.rotary_emb.inv_freq", "self_attn.masked_bias"],
    };
}
