namespace Xinference.Kernels;

/// <summary>A sequence whose queries, keys and values lie row after row, without a cache; every row sees every other.</summary>
public readonly unsafe struct RowAttention
{
    /// <summary>Queries that share one pass over the keys: callers hand out pieces of this size.</summary>
    public const int QueriesAtOnce = 64;

    /// <summary><c>[Length, Heads, HeadDim]</c>.</summary>
    public required float* Queries { get; init; }

    /// <summary><c>[Length, KvHeads, HeadDim]</c>.</summary>
    public required float* Keys { get; init; }

    /// <summary><c>[Length, KvHeads, HeadDim]</c>.</summary>
    public required float* Values { get; init; }

    /// <summary><c>[Length, Heads, HeadDim]</c>; only rows and heads that are asked for are written.</summary>
    public required float* Output { get; init; }

    /// <summary>Rows of the sequence, ≥ 1.</summary>
    public required int Length { get; init; }
}
