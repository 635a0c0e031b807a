namespace Xinference.Models;

/// <summary>Whose names the weights of a file go by.</summary>
public enum WeightNaming
{
    /// <summary><c>blk.0.attn_q.weight</c> (GGUF specification).</summary>
    Gguf,

    /// <summary><c>model.layers.0.self_attn.q_proj.weight</c> (Hugging Face transformers).</summary>
    HuggingFace,
}
