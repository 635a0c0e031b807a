namespace Xinference.Models.Weights;

/// <summary>What the parts of a decoder are called in a file. A layer's names have <c>{0}</c> where its number goes; all lack <c>.weight</c>.</summary>
internal sealed record WeightNames
{
    public required string Embedding { get; init; }

    public required string FinalNorm { get; init; }

    public required string Output { get; init; }

    public required string Positions { get; init; }

    public required string RopeFactors { get; init; }

    public required string ShortRopeFactors { get; init; }

    public required string LongRopeFactors { get; init; }

    public required string AttentionNorm { get; init; }

    public required string SecondAttentionNorm { get; init; }

    public required string FusedProjections { get; init; }

    public required string Query { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    public required string AttentionOutput { get; init; }

    public required string QueryNorm { get; init; }

    public required string KeyNorm { get; init; }

    /// <summary>A whole name.</summary>
    public required string Sinks { get; init; }

    public required string AttentionOutputNorm { get; init; }

    public required string FeedForwardNorm { get; init; }

    /// <summary>What <see cref="FeedForwardNorm"/> is called in files that have none of that name; null: nothing else.</summary>
    public required string? OtherFeedForwardNorm { get; init; }

    /// <summary>What <see cref="FeedForwardNorm"/> is called where the outputs of both halves are normed, too.</summary>
    public required string FeedForwardInputNorm { get; init; }

    public required string FeedForwardOutputNorm { get; init; }

    public required string FusedGateUp { get; init; }

    public required string Gate { get; init; }

    public required string Up { get; init; }

    public required string Down { get; init; }

    public required string Router { get; init; }

    /// <summary>A whole name.</summary>
    public required string ChoiceBias { get; init; }

    /// <summary>As the other names of experts: with <c>{1}</c> where the expert's number goes, or without where one tensor holds all.</summary>
    public required string ExpertGate { get; init; }

    public required string ExpertUp { get; init; }

    public required string ExpertDown { get; init; }

    public required string SharedGate { get; init; }

    public required string SharedUp { get; init; }

    public required string SharedDown { get; init; }

    /// <summary>Tensors that some files carry and that can be computed, so nobody reads them.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Name of the norm that a block's feed-forward half begins with, number filled in.</summary>
    public string FeedForwardNormOf(BlockForm form, int layer, Func<string, bool> has)
    {
        string usual = WeightBinder.Layer(form == BlockForm.NormedOutputs ? FeedForwardInputNorm : FeedForwardNorm, layer);
        string? other = OtherFeedForwardNorm is { } pattern && form != BlockForm.NormedOutputs ? WeightBinder.Layer(pattern, layer) : null;
        return other is not null && !has($"{usual}.weight") && has($"{other}.weight") ? other : usual;
    }

    public static WeightNames For(WeightNaming naming) => naming switch
    {
        WeightNaming.Gguf => Gguf,
        WeightNaming.HuggingFace => HuggingFace,
        WeightNaming.Mixtral => Mixtral,
    };

    private static WeightNames Gguf { get; } = new()
    {
        Embedding = "token_embd",
        FinalNorm = "output_norm",
        Output = "output",
        Positions = "position_embd",
        RopeFactors = "rope_freqs",
        ShortRopeFactors = "rope_factors_short",
        LongRopeFactors = "rope_factors_long",
        AttentionNorm = "blk.{0}.attn_norm",
        SecondAttentionNorm = "blk.{0}.attn_norm_2",
        FusedProjections = "blk.{0}.attn_qkv",
        Query = "blk.{0}.attn_q",
        Key = "blk.{0}.attn_k",
        Value = "blk.{0}.attn_v",
        AttentionOutput = "blk.{0}.attn_output",
        QueryNorm = "blk.{0}.attn_q_norm",
        KeyNorm = "blk.{0}.attn_k_norm",
        Sinks = "blk.{0}.attn_sinks.weight",
        AttentionOutputNorm = "blk.{0}.post_attention_norm",
        FeedForwardNorm = "blk.{0}.ffn_norm",
        OtherFeedForwardNorm = "blk.{0}.post_attention_norm",
        FeedForwardInputNorm = "blk.{0}.ffn_norm",
        FeedForwardOutputNorm = "blk.{0}.post_ffw_norm",
        FusedGateUp = "blk.{0}.ffn_up",
        Gate = "blk.{0}.ffn_gate",
        Up = "blk.{0}.ffn_up",
        Down = "blk.{0}.ffn_down",
        Router = "blk.{0}.ffn_gate_inp",
        ChoiceBias = "blk.{0}.exp_probs_b.bias",
        ExpertGate = "blk.{0}.ffn_gate_exps",
        ExpertUp = "blk.{0}.ffn_up_exps",
        ExpertDown = "blk.{0}.ffn_down_exps",
        SharedGate = "blk.{0}.ffn_gate_shexp",
        SharedUp = "blk.{0}.ffn_up_shexp",
        SharedDown = "blk.{0}.ffn_down_shexp",
        Ignored = [],
    };

    private static WeightNames HuggingFace { get; } = new()
    {
        Embedding = "model.embed_tokens",
        FinalNorm = "model.norm",
        Output = "lm_head",
        Positions = "model.embed_positions",
        RopeFactors = "model.rope_factors",
        ShortRopeFactors = "model.rope_factors_short",
        LongRopeFactors = "model.rope_factors_long",
        AttentionNorm = "model.layers.{0}.input_layernorm",
        SecondAttentionNorm = "model.layers.{0}.input_layernorm_2",
        FusedProjections = "model.layers.{0}.self_attn.qkv_proj",
        Query = "model.layers.{0}.self_attn.q_proj",
        Key = "model.layers.{0}.self_attn.k_proj",
        Value = "model.layers.{0}.self_attn.v_proj",
        AttentionOutput = "model.layers.{0}.self_attn.o_proj",
        QueryNorm = "model.layers.{0}.self_attn.q_norm",
        KeyNorm = "model.layers.{0}.self_attn.k_norm",
        Sinks = "model.layers.{0}.self_attn.sinks",
        AttentionOutputNorm = "model.layers.{0}.post_attention_layernorm",
        FeedForwardNorm = "model.layers.{0}.post_attention_layernorm",
        OtherFeedForwardNorm = null,
        FeedForwardInputNorm = "model.layers.{0}.pre_feedforward_layernorm",
        FeedForwardOutputNorm = "model.layers.{0}.post_feedforward_layernorm",
        FusedGateUp = "model.layers.{0}.mlp.gate_up_proj",
        Gate = "model.layers.{0}.mlp.gate_proj",
        Up = "model.layers.{0}.mlp.up_proj",
        Down = "model.layers.{0}.mlp.down_proj",
        Router = "model.layers.{0}.mlp.gate",
        ChoiceBias = "model.layers.{0}.mlp.gate.e_score_correction_bias",
        ExpertGate = "model.layers.{0}.mlp.experts.{1}.gate_proj",
        ExpertUp = "model.layers.{0}.mlp.experts.{1}.up_proj",
        ExpertDown = "model.layers.{0}.mlp.experts.{1}.down_proj",
        SharedGate = "model.layers.{0}.mlp.shared_experts.gate_proj",
        SharedUp = "model.layers.{0}.mlp.shared_experts.up_proj",
        SharedDown = "model.layers.{0}.mlp.shared_experts.down_proj",
        Ignored = ["self_attn.rotary_emb.inv_freq", "self_attn.masked_bias"],
    };

    private static WeightNames Mixtral { get; } = HuggingFace with
    {
        Router = "model.layers.{0}.block_sparse_moe.gate",
        ExpertGate = "model.layers.{0}.block_sparse_moe.experts.{1}.w1",
        ExpertUp = "model.layers.{0}.block_sparse_moe.experts.{1}.w3",
        ExpertDown = "model.layers.{0}.block_sparse_moe.experts.{1}.w2",
    };
}
