using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>
/// Attention in AVX2 and fused multiply-adds for heads that are a multiple of sixteen long. All heads and tokens of a call that read the same
/// keys are rows of small matrix products with one tile of sixteen positions at a time. The context is cut into stretches of
/// 512 positions by absolute position; each is attended by itself (all scores, then their exponentials, then the values) and joined to what
/// came before (Milakov and Gimelshein 2018; Dao et al. 2023 for the split).
/// </summary>
internal static unsafe class StretchAttention
{
    /// <summary>Positions of a stretch.</summary>
    public const int Positions = 512;

    /// <summary>Longest head.</summary>
    public const int MaxHeadDim = 256;

    /// <summary>Tiles of a stretch.</summary>
    public const int Tiles = Positions / KvLayout.BlockTokens;

    /// <summary>Whether the processor has what is used.</summary>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Whether heads of this length are taken.</summary>
    public static bool Takes(int headDim) => headDim % 16 == 0 && headDim <= MaxHeadDim;

    /// <summary>The whole context of all rows.</summary>
    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount) =>
        Run(cache, shape, query, firstHead, headCount, null, 0);

    /// <summary>One stretch, its partial sums to <paramref name="partials"/>, <c>[Tokens, Group]</c> rows.</summary>
    public static void AttendStretch(KvCache cache, in AttentionShape shape, in AttentionQuery query, int kvHead, int stretch, float* partials) =>
        Run(cache, shape, query, kvHead * shape.Group, shape.Group, partials, stretch);

    /// <summary>Joins the stretches of each row, first to last, and writes the output.</summary>
    public static void JoinStretches(in AttentionShape shape, in AttentionQuery query, int kvHead, int firstStretch, float* partials)
    {
        int group = shape.Group;
        int floats = PartialSums.Floats(shape.HeadDim);
        float* state = stackalloc float[floats];
        for (int row = 0; row < query.Tokens * group; row++)
        {
            int position = query.Position + (row / group);
            int head = (kvHead * group) + (row % group);
            PartialSums.Clear(state, shape.HeadDim);
            for (int stretch = shape.FirstPosition(position) / Positions; stretch <= position / Positions; stretch++)
            {
                long index = ((long)(stretch - firstStretch) * query.Tokens * group) + row;
                PartialSums.Join(state, partials + (index * floats), shape.HeadDim);
            }

            float* output = query.Output + ((((long)(row / group) * shape.Heads) + head) * shape.HeadDim);
            PartialSums.Finish(state, query.Sinks is null ? null : query.Sinks + head, output, shape.HeadDim);
        }
    }

    [SkipLocalsInit]
    private static void Run(
        KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount, float* partials, int stretch)
    {
        int rows = query.Tokens * headCount;
        int most = Math.Min(rows, RowBlock.MostRows);
        int floats = PartialSums.Floats(shape.HeadDim);
        float* scores = stackalloc float[most * RowBlock.ScoreStride];
        float* queries = stackalloc float[most * shape.HeadDim];
        float* steps = stackalloc float[most];
        float* tile = stackalloc float[Math.Max(KvLayout.BlockTokens * shape.HeadDim, Positions)];
        float* sums = stackalloc float[2 * most * floats];
        RowSpan* spans = stackalloc RowSpan[most];
        for (int first = 0; first < rows; first += most)
        {
            var block = new RowBlock
            {
                Type = cache.Layout.Type,
                FirstKeys = cache.Keys(query.Layer, 0) + cache.Layout.TileOffset(firstHead / shape.Group),
                TileBytes = KvLayout.BlockTokens * cache.Layout.HeadBytes,
                PlaneBytes = cache.Layout.PlaneBytes,
                BlockBytes = cache.Layout.BlockBytes,
                Spans = spans,
                Shape = shape,
                Query = query,
                FirstHead = firstHead,
                HeadCount = headCount,
                FirstRow = first,
                Count = Math.Min(most, rows - first),
                Queries = queries,
                Scores = scores,
                Steps = steps,
                Tile = tile,
            };
            if (partials is null)
            {
                Whole(block, sums, sums + (most * floats));
            }
            else
            {
                One(block, stretch, partials + ((long)first * floats));
            }
        }
    }

    private static void One(in RowBlock block, int stretch, float* sums)
    {
        RowSpan all = block.Enter(stretch);
        if (all.IsEmpty)
        {
            return;
        }

        if (block.Type == KvType.Int8)
        {
            Int8Stretch.Run(block, stretch, all, sums);
        }
        else
        {
            FloatStretch.Run(block, stretch, all, sums);
        }
    }

    private static void Whole(in RowBlock block, float* state, float* sums)
    {
        int headDim = block.Shape.HeadDim;
        int floats = PartialSums.Floats(headDim);
        for (int row = 0; row < block.Count; row++)
        {
            PartialSums.Clear(state + (row * floats), headDim);
        }

        int last = block.Position(block.Count - 1) / Positions;
        for (int stretch = block.Shape.FirstPosition(block.Position(0)) / Positions; stretch <= last; stretch++)
        {
            One(block, stretch, sums);
            for (int row = 0; row < block.Count; row++)
            {
                if (!block.Spans[row].IsEmpty)
                {
                    PartialSums.Join(state + (row * floats), sums + (row * floats), headDim);
                }
            }
        }

        for (int row = 0; row < block.Count; row++)
        {
            float* sink = block.Query.Sinks is null ? null : block.Query.Sinks + block.Head(row);
            PartialSums.Finish(state + (row * floats), sink, block.Query.Output + block.Offset(row), headDim);
        }
    }
}
