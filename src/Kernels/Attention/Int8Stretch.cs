using System.Runtime.CompilerServices;

namespace Xinference.Kernels.Attention;

/// <summary>
/// One stretch of a block of rows over keys and values kept as 8-bit integers. Queries and, once the values' scales are folded in, weights
/// become 16-bit integers, so that all products are exact sums of integers.
/// </summary>
internal static unsafe class Int8Stretch
{
    private const int Tile = KvLayout.BlockTokens;
    private const int HalfTiles = Int8Products.MostPositions / Tile;

    public static void Run(in RowBlock block, int stretch, RowSpan all, float* sums)
    {
        int headDim = block.Shape.HeadDim;
        var queries = (short*)block.Queries;
        for (int row = 0; row < block.Count; row++)
        {
            float step = Int8Products.Quantize(block.Query.Query + block.Offset(row), queries + (row * headDim), headDim);
            block.Steps[row] = step * block.Shape.Scale;
        }

        Score(block, stretch, all);
        float* valueScales = block.Tile;
        ReadValueScales(block, stretch, all, valueScales);
        for (int row = 0; row < block.Count; row++)
        {
            Weigh(block, row, stretch, all, valueScales, sums + (row * PartialSums.Floats(headDim)));
        }

        AddValues(block, stretch, all, sums);
    }

    private static void Score(in RowBlock block, int stretch, RowSpan all)
    {
        int headDim = block.Shape.HeadDim;
        var queries = (short*)block.Queries;
        for (int start = all.Begin; start < all.End; start += Tile)
        {
            int tile = (stretch * StretchAttention.Tiles) + (start / Tile);
            if (start + Tile < all.End)
            {
                block.Prefetch(tile + 1);
            }

            byte* keys = block.Keys(tile);
            float* scores = block.Scores + start;
            int row = 0;
            for (; row + 4 <= block.Count; row += 4)
            {
                Int8Products.Score<FourRows>(
                    queries + (row * headDim), block.Steps + row, keys, headDim, scores + (row * RowBlock.ScoreStride), RowBlock.ScoreStride);
            }

            if (row + 2 <= block.Count)
            {
                Int8Products.Score<TwoRows>(
                    queries + (row * headDim), block.Steps + row, keys, headDim, scores + (row * RowBlock.ScoreStride), RowBlock.ScoreStride);
                row += 2;
            }

            if (row < block.Count)
            {
                Int8Products.Score<OneRow>(
                    queries + (row * headDim), block.Steps + row, keys, headDim, scores + (row * RowBlock.ScoreStride), RowBlock.ScoreStride);
            }
        }
    }

    private static void ReadValueScales(in RowBlock block, int stretch, RowSpan all, float* scales)
    {
        int scaleByte = Int8Tile.ScaleByte(block.Shape.HeadDim);
        for (int start = all.Begin; start < all.End; start += Tile)
        {
            byte* values = block.Values((stretch * StretchAttention.Tiles) + (start / Tile));
            new Span<float>(values + scaleByte, Tile).CopyTo(new(scales + start, Tile));
        }
    }

    /// <summary>Scores of a row to integers, zeros for what other rows see and this one does not.</summary>
    private static void Weigh(in RowBlock block, int row, int stretch, RowSpan all, float* valueScales, float* sums)
    {
        RowSpan span = block.Spans[row];
        float* scores = block.Scores + (row * RowBlock.ScoreStride);
        var weights = (short*)scores;
        new Span<float>(sums, block.Shape.HeadDim).Clear();
        if (span.IsEmpty)
        {
            new Span<short>(weights + all.Begin, all.End - all.Begin).Clear();
            block.Steps[row] = 0;
            return;
        }

        int distance = (stretch * StretchAttention.Positions) - block.Position(row);
        float largest = RowWeights.Finish(scores, span, block.Shape.SoftCap, block.Slope(row), distance);
        float offset = float.IsNegativeInfinity(largest) ? 0 : largest;
        float total = RowWeights.Integers(scores, valueScales, span, offset, out block.Steps[row]);
        new Span<short>(weights + all.Begin, span.Begin - all.Begin).Clear();
        new Span<short>(weights + span.End, all.End - span.End).Clear();
        PartialSums.Set(sums, block.Shape.HeadDim, largest, total);
    }

    [SkipLocalsInit]
    private static void AddValues(in RowBlock block, int stretch, RowSpan all, float* sums)
    {
        byte** tiles = stackalloc byte*[HalfTiles];
        for (int first = all.Begin / Tile; first < all.End / Tile;)
        {
            int end = Math.Min(((first / HalfTiles) + 1) * HalfTiles, all.End / Tile);
            for (int tile = first; tile < end; tile++)
            {
                tiles[tile - first] = block.Values((stretch * StretchAttention.Tiles) + tile);
            }

            for (int part = 0; part < block.Shape.HeadDim; part += 16)
            {
                AddPart(block, tiles, first, end - first, part, sums + part);
            }

            first = end;
        }
    }

    private static void AddPart(in RowBlock block, byte** tiles, int first, int count, int part, float* sums)
    {
        const int Stride = 2 * RowBlock.ScoreStride;
        int floats = PartialSums.Floats(block.Shape.HeadDim);
        short* weights = (short*)block.Scores + (first * Tile);
        int offset = Int8Tile.ValueByte(0, part);
        int row = 0;
        for (; row + 4 <= block.Count; row += 4)
        {
            Int8Products.Add<FourRows>(weights + (row * Stride), Stride, tiles, count, offset, block.Steps + row, sums + (row * floats), floats);
        }

        if (row + 2 <= block.Count)
        {
            Int8Products.Add<TwoRows>(weights + (row * Stride), Stride, tiles, count, offset, block.Steps + row, sums + (row * floats), floats);
            row += 2;
        }

        if (row < block.Count)
        {
            Int8Products.Add<OneRow>(weights + (row * Stride), Stride, tiles, count, offset, block.Steps + row, sums + (row * floats), floats);
        }
    }
}
