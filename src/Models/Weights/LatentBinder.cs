using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Binds the tensors that make queries, keys and values by way of latent vectors, by the names of GGUF files.</summary>
internal static class LatentBinder
{
    /// <summary>The weights of a block.</summary>
    public static LatentWeights Bind(LatentSpec latent, DecoderSpec spec, WeightBinder binder, int layer)
    {
        string block = WeightBinder.Layer("blk.{0}", layer);
        NormWeights Norm(string name, int width) => new(binder.Require($"{block}.{name}.weight", width), null);
        LinearWeights Linear(string name, int rows, int columns) => binder.Linear($"{block}.{name}", rows, columns);

        bool together = binder.Has($"{block}.attn_kv_b.weight");
        bool hasQueryRank = latent.QueryRank > 0;
        return new LatentWeights
        {
            QueryDown = hasQueryRank ? Linear("attn_q_a", latent.QueryRank, spec.HiddenSize) : null,
            QueryNorm = hasQueryRank ? Norm("attn_q_a_norm", latent.QueryRank) : null,
            Query = hasQueryRank
                ? Linear("attn_q_b", spec.QuerySize, latent.QueryRank)
                : Linear("attn_q", spec.QuerySize, spec.HiddenSize),
            Down = Linear("attn_kv_a_mqa", latent.Rank + latent.RotatedDim, spec.HiddenSize),
            Norm = Norm("attn_kv_a_norm", latent.Rank),
            Up = together ? Linear("attn_kv_b", spec.Heads * (latent.PlainDim + latent.ValueDim), latent.Rank) : null,
            KeyUp = together ? null : binder.Require($"{block}.attn_k_b.weight", spec.Heads, latent.Rank, latent.PlainDim),
            ValueUp = together ? null : Values(binder.Require($"{block}.attn_v_b.weight", spec.Heads, latent.ValueDim, latent.Rank)),
        };
    }

    // the heads' values are stacked on one another as the rows of one matrix
    private static LinearWeights Values(TensorView heads) =>
        new(heads.Rows == 0 ? heads : heads.Part(0, heads.Rows), null);
}
