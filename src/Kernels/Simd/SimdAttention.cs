using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Online softmax (Milakov and Gimelshein 2018) over tiles of one cache block, that is sixteen positions, one per lane. Tiles begin at
/// multiples of sixteen whatever the window, and positions outside weigh nothing, so a query's bits depend on its position alone.
/// </summary>
internal static unsafe class SimdAttention<TTile>
    where TTile : struct, ISimdTile
{
    private const int Tile = KvLayout.BlockTokens;

    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        for (int token = 0; token < query.Tokens; token++)
        {
            AttendOne(cache, shape, query, token, head);
        }
    }

    [SkipLocalsInit]
    private static void AttendOne(KvCache cache, in AttentionShape shape, in AttentionQuery query, int token, int head)
    {
        int parts = (shape.HeadDim + Lanes16.Count - 1) / Lanes16.Count;
        Vector512<float>* sums = stackalloc Vector512<float>[parts];
        new Span<Vector512<float>>(sums, parts).Clear();
        float* scores = stackalloc float[Tile];
        long row = (((long)token * shape.Heads) + head) * shape.HeadDim;
        long plane = cache.Layout.TileOffset(head / shape.Group);
        int position = query.Position + token;
        int first = shape.FirstPosition(position);
        float slope = query.AlibiSlopes is null ? 0 : query.AlibiSlopes[head];
        float largest = float.NegativeInfinity;
        float total = 0;
        for (int tile = first / Tile; tile <= position / Tile; tile++)
        {
            var span = new TileSpan(Math.Max(first - (tile * Tile), 0), Math.Min(position - (tile * Tile), Tile - 1));
            int block = query.Blocks[tile];
            TTile.Score(query.Query + row, cache.Keys(query.Layer, block) + plane, shape.HeadDim, span, scores);
            float before = largest;
            largest = MathF.Max(largest, SimdScores.Finish(scores, shape, span, slope, (tile * Tile) - position));
            float offset = float.IsNegativeInfinity(largest) ? 0 : largest; // nothing but minus infinity so far: no weight at all
            Vector512<float> weights = VectorExp.Exp(Vector512.Load(scores) - Vector512.Create(offset));
            float shrink = VectorExp.Exp(Vector512.Create(before - offset))[0];
            total = (total * shrink) + Lanes16.Sum(weights);
            weights.Store(scores);
            TTile.AddValues(cache.Values(query.Layer, block) + plane, shape.HeadDim, span, scores, shrink, sums);
        }

        float factor = query.Sinks is null ? 1 / total : SimdScores.ShareBesideSink(largest, total, query.Sinks[head]);
        Write(sums, factor, query.Output + row, shape.HeadDim);
    }

    private static void Write(Vector512<float>* sums, float factor, float* output, int length)
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            (sums[i / Lanes16.Count] * factor).Store(output + i);
        }

        if (whole < length)
        {
            Lanes16.StorePart(sums[whole / Lanes16.Count] * factor, output + whole, length - whole);
        }
    }
}
