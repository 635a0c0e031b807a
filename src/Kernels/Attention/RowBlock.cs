using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>
/// Rows of queries, one for a head of a token, that are multiplied with the same keys and values; token after token. Its memory
/// belongs to the caller.
/// </summary>
internal readonly unsafe struct RowBlock
{
    /// <summary>Most rows.</summary>
    public const int MostRows = 32;

    /// <summary>Floats from one row of scores to the next: a stretch, and a line more so that rows do not fall on one another in the cache.</summary>
    public const int ScoreStride = StretchAttention.Positions + 16;

    public required KvType Type { get; init; }

    public required AttentionShape Shape { get; init; }

    public required AttentionQuery Query { get; init; }

    /// <summary>Query head of the first row of a token.</summary>
    public required int FirstHead { get; init; }

    /// <summary>Rows of a token.</summary>
    public required int HeadCount { get; init; }

    /// <summary>First row, counted over all tokens.</summary>
    public required int FirstRow { get; init; }

    /// <summary>Rows, 1…<see cref="MostRows"/>.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// <c>[Count, HeadDim]</c> queries: floats, or 16-bit integers.
    /// </summary>
    public required float* Queries { get; init; }

    /// <summary><c>[Count, ScoreStride]</c>.</summary>
    public required float* Scores { get; init; }

    /// <summary><c>[Count]</c>: for integers what a step of a query or of a weight stands for.</summary>
    public required float* Steps { get; init; }

    /// <summary><c>[16, HeadDim]</c>: a tile as floats, or the scales of a stretch of values.</summary>
    public required float* Tile { get; init; }

    /// <summary><c>[Count]</c>: what each row sees of the stretch at hand.</summary>
    public required RowSpan* Spans { get; init; }

    /// <summary>The head's tile of keys in block 0.</summary>
    public required byte* FirstKeys { get; init; }

    /// <summary>Bytes from the keys of a layer in a block to its values.</summary>
    public required long PlaneBytes { get; init; }

    /// <summary>Bytes of a tile.</summary>
    public required int TileBytes { get; init; }

    /// <summary>Bytes from block to block.</summary>
    public required long BlockBytes { get; init; }

    /// <summary>Query head of a row.</summary>
    public int Head(int row) => FirstHead + ((FirstRow + row) % HeadCount);

    /// <summary>Absolute position of a row's token.</summary>
    public int Position(int row) => Query.Position + ((FirstRow + row) / HeadCount);

    /// <summary>Elements from the first token's first head to a row in queries and outputs.</summary>
    public long Offset(int row) => ((((long)(FirstRow + row) / HeadCount) * Shape.Heads) + Head(row)) * Shape.HeadDim;

    /// <summary>ALiBi slope of a row.</summary>
    public float Slope(int row) => Query.AlibiSlopes is null ? 0 : Query.AlibiSlopes[Head(row)];

    /// <summary>Sets <see cref="Spans"/> to what the rows see of a stretch; gives what any of them sees.</summary>
    public RowSpan Enter(int stretch)
    {
        for (int row = 0; row < Count; row++)
        {
            Spans[row] = Span(row, stretch);
        }

        return new(Spans[0].First, Spans[Count - 1].Last);
    }

    /// <summary>A tile of keys, counted from position 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Keys(int tile) => FirstKeys + (Query.Blocks[tile] * BlockBytes);

    /// <summary>A tile of values, counted from position 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Values(int tile) => Keys(tile) + PlaneBytes;

    /// <summary>Asks for a tile of keys, for the near cache, and the same tile of values, for the next one, ahead of their use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int tile)
    {
        byte* keys = Keys(tile);
        for (int i = 0; i < TileBytes; i += 64)
        {
            Sse.Prefetch0(keys + i);
            Sse.Prefetch1(keys + PlaneBytes + i);
        }
    }

    private RowSpan Span(int row, int stretch)
    {
        int position = Position(row);
        int start = stretch * StretchAttention.Positions;
        int first = Math.Max(Shape.FirstPosition(position) - start, 0);
        return new(first, Math.Min(position - start, StretchAttention.Positions - 1));
    }
}
