namespace Xinference.Models;

/// <summary>Whose names the weights of a file go by.</summary>
public enum WeightNaming
{
    /// <summary><c>blk.0.attn_q.weight</c> (GGUF specification).</summary>
    Gguf,

    /// <summary><c>model.layers.0.self_attn.q_proj.weight</c> (Hugging Face transformers).</summary>
    HuggingFace,

    /// <summary>As <see cref="HuggingFace"/>, with Mixtral's names for experts: <c>block_sparse_moe.experts.0.w1</c>.</summary>
    Mixtral,
}
