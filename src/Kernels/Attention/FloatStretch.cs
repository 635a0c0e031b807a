using System.Runtime.CompilerServices;

namespace Xinference.Kernels.Attention;

/// <summary>One stretch of a block of rows over keys and values kept as floats; bfloat16 is widened tile by tile for all rows.</summary>
internal static unsafe class FloatStretch
{
    private const int Tile = KvLayout.BlockTokens;

    public static void Run(in RowBlock block, int stretch, RowSpan all, float* sums)
    {
        int headDim = block.Shape.HeadDim;
        int floats = PartialSums.Floats(headDim);
        for (int row = 0; row < block.Count; row++)
        {
            new Span<float>(block.Query.Query + block.Offset(row), headDim).CopyTo(new(block.Queries + (row * headDim), headDim));
        }

        Score(block, stretch, all);
        for (int row = 0; row < block.Count; row++)
        {
            RowSpan span = block.Spans[row];
            new Span<float>(sums + (row * floats), headDim).Clear();
            if (!span.IsEmpty)
            {
                float* scores = block.Scores + (row * RowBlock.ScoreStride);
                int distance = (stretch * StretchAttention.Positions) - block.Position(row);
                float largest = RowWeights.Finish(scores, span, block.Shape.SoftCap, block.Slope(row), distance);
                float total = RowWeights.Exponentials(scores, span, float.IsNegativeInfinity(largest) ? 0 : largest);
                PartialSums.Set(sums + (row * floats), headDim, largest, total);
            }
        }

        AddValues(block, stretch, all, sums);
    }

    private static void Score(in RowBlock block, int stretch, RowSpan all)
    {
        int headDim = block.Shape.HeadDim;
        for (int start = all.Begin; start < all.End; start += Tile)
        {
            int tile = (stretch * StretchAttention.Tiles) + (start / Tile);
            if (start + Tile < all.End)
            {
                block.Prefetch(tile + 1);
            }

            float* keys = Floats(block, block.Keys(tile));
            float* scores = block.Scores + start;
            int row = 0;
            for (; row + 2 <= block.Count; row += 2)
            {
                FloatProducts.Score<TwoRows>(
                    block.Queries + (row * headDim), keys, headDim, block.Shape.Scale, scores + (row * RowBlock.ScoreStride), RowBlock.ScoreStride);
            }

            if (row < block.Count)
            {
                FloatProducts.Score<OneRow>(
                    block.Queries + (row * headDim), keys, headDim, block.Shape.Scale, scores + (row * RowBlock.ScoreStride), RowBlock.ScoreStride);
            }
        }
    }

    private static void AddValues(in RowBlock block, int stretch, RowSpan all, float* sums)
    {
        int floats = PartialSums.Floats(block.Shape.HeadDim);
        for (int start = all.Begin; start < all.End; start += Tile)
        {
            float* values = Floats(block, block.Values((stretch * StretchAttention.Tiles) + (start / Tile)));
            int row = 0;
            while (row < block.Count)
            {
                int whole = WholeRows(block, start, row);
                float* weights = block.Scores + (row * RowBlock.ScoreStride) + start;
                row += Add(block, weights, values, whole, block.Spans[row], start, sums + (row * floats));
            }
        }
    }

    /// <summary>How many rows, up to four, see all of a tile from a row on.</summary>
    private static int WholeRows(in RowBlock block, int start, int row)
    {
        int count = 0;
        while (count < 4 && row + count < block.Count)
        {
            RowSpan span = block.Spans[row + count];
            if (span.First > start || span.Last < start + Tile - 1)
            {
                break;
            }

            count++;
        }

        return count;
    }

    /// <summary>
    /// Adds a tile to four, two or one whole rows, or to one row what it sees of the tile: what it does not see may be anything. Gives the
    /// number of rows.
    /// </summary>
    private static int Add(in RowBlock block, float* weights, float* values, int whole, RowSpan span, int start, float* sums)
    {
        int headDim = block.Shape.HeadDim;
        int floats = PartialSums.Floats(headDim);
        switch (whole)
        {
            case 4:
                FloatProducts.Add<FourRows>(weights, RowBlock.ScoreStride, values, headDim, 0, Tile - 1, sums, floats);
                return 4;
            case 3 or 2:
                FloatProducts.Add<TwoRows>(weights, RowBlock.ScoreStride, values, headDim, 0, Tile - 1, sums, floats);
                return 2;
            default:
                int first = Math.Max(span.First - start, 0);
                int last = Math.Min(span.Last - start, Tile - 1);
                FloatProducts.Add<OneRow>(weights, RowBlock.ScoreStride, values, headDim, first, last, sums, floats);
                return 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Floats(in RowBlock block, byte* tile)
    {
        if (block.Type == KvType.F32)
        {
            return (float*)tile;
        }

        FloatProducts.Widen((ushort*)tile, block.Tile, block.Shape.HeadDim);
        return block.Tile;
    }
}
