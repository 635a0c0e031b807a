using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Online softmax (Milakov and Gimelshein 2018) over tiles of one cache block, that is sixteen positions, one per lane. Tiles begin at
/// multiples of sixteen whatever the window, and positions outside weigh nothing, so a query's bits depend on its position alone.
/// </summary>
internal static unsafe class SimdAttention<TFormat>
    where TFormat : struct, IKvFormat
{
    private const int Tile = KvLayout.BlockTokens;

    [SkipLocalsInit]
    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        int parts = (shape.HeadDim + Lanes16.Count - 1) / Lanes16.Count;
        Vector512<float>* sums = stackalloc Vector512<float>[parts];
        new Span<Vector512<float>>(sums, parts).Clear();
        float* scores = stackalloc float[Tile];
        float* q = query.Query + ((long)head * shape.HeadDim);
        long plane = cache.Layout.HeadOffset(head / (shape.Heads / shape.KvHeads), 0);
        int first = shape.FirstPosition(query.Position);
        float largest = float.NegativeInfinity;
        float total = 0;
        for (int tile = first / Tile; tile <= query.Position / Tile; tile++)
        {
            var span = new TileSpan(Math.Max(first - (tile * Tile), 0), Math.Min(query.Position - (tile * Tile), Tile - 1));
            int block = query.Blocks[tile];
            Score(q, cache.Keys(query.Layer, block) + plane, shape, span, scores);
            float before = largest;
            largest = MathF.Max(largest, Lanes16.Max(Vector512.Load(scores)));
            Vector512<float> weights = VectorExp.Exp(Vector512.Load(scores) - Vector512.Create(largest));
            float shrink = VectorExp.Exp(Vector512.Create(before - largest))[0];
            total = (total * shrink) + Lanes16.Sum(weights);
            weights.Store(scores);
            AddValues(cache.Values(query.Layer, block) + plane, shape.HeadDim, span, scores, shrink, sums);
        }

        Write(sums, 1 / total, query.Output + ((long)head * shape.HeadDim), shape.HeadDim);
    }

    /// <summary>Scores of a tile; minus infinity outside the span.</summary>
    private static void Score(float* q, byte* keys, in AttentionShape shape, TileSpan span, float* scores)
    {
        Vector512.Create(float.NegativeInfinity).Store(scores);
        int headBytes = (shape.HeadDim * TFormat.ElementBytes) + TFormat.ScaleBytes;
        int i = span.First;
        for (; i <= span.Last - 3; i += 4)
        {
            DotFour(q, keys + (i * headBytes), headBytes, shape.HeadDim, scores + i);
        }

        for (; i <= span.Last; i++)
        {
            scores[i] = Dot(q, keys + (i * headBytes), shape.HeadDim);
        }

        for (i = span.First; i <= span.Last; i++)
        {
            scores[i] *= TFormat.Scale(keys + (i * headBytes), shape.HeadDim) * shape.Scale;
        }
    }

    /// <summary>Four keys side by side, each summed like <see cref="Dot"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DotFour(float* q, byte* key, int headBytes, int length, float* scores)
    {
        int whole = length - (length % Lanes16.Count);
        Vector512<float> a = default, b = default, c = default, d = default;
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            byte* elements = key + (i * TFormat.ElementBytes);
            Vector512<float> x = Vector512.Load(q + i);
            a = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements), a);
            b = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements + headBytes), b);
            c = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements + (2 * headBytes)), c);
            d = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements + (3 * headBytes)), d);
        }

        if (whole < length)
        {
            Vector512<float> x = Lanes16.LoadPart(q + whole, length - whole);
            a = Vector512.FusedMultiplyAdd(x, LoadPart(key, whole, length), a);
            b = Vector512.FusedMultiplyAdd(x, LoadPart(key + headBytes, whole, length), b);
            c = Vector512.FusedMultiplyAdd(x, LoadPart(key + (2 * headBytes), whole, length), c);
            d = Vector512.FusedMultiplyAdd(x, LoadPart(key + (3 * headBytes), whole, length), d);
        }

        (scores[0], scores[1], scores[2], scores[3]) = (Lanes16.Sum(a), Lanes16.Sum(b), Lanes16.Sum(c), Lanes16.Sum(d));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(float* q, byte* key, int length)
    {
        int whole = length - (length % Lanes16.Count);
        Vector512<float> sum = Vector512<float>.Zero;
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(q + i), TFormat.Load(key + (i * TFormat.ElementBytes)), sum);
        }

        if (whole < length)
        {
            sum = Vector512.FusedMultiplyAdd(Lanes16.LoadPart(q + whole, length - whole), LoadPart(key, whole, length), sum);
        }

        return Lanes16.Sum(sum);
    }

    private static void AddValues(byte* values, int length, TileSpan span, float* weights, float shrink, Vector512<float>* sums)
    {
        int headBytes = (length * TFormat.ElementBytes) + TFormat.ScaleBytes;
        for (int i = span.First; i <= span.Last; i++)
        {
            weights[i] *= TFormat.Scale(values + (i * headBytes), length);
        }

        int part = 0;
        for (; part <= length - (4 * Lanes16.Count); part += 4 * Lanes16.Count)
        {
            AddFourParts(values + (part * TFormat.ElementBytes), headBytes, span, weights, shrink, sums + (part / Lanes16.Count));
        }

        for (; part < length; part += Lanes16.Count)
        {
            Vector512<float> sum = sums[part / Lanes16.Count] * shrink;
            for (int i = span.First; i <= span.Last; i++)
            {
                byte* value = values + (i * headBytes);
                Vector512<float> elements = part + Lanes16.Count <= length
                    ? TFormat.Load(value + (part * TFormat.ElementBytes))
                    : LoadPart(value, part, length);
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[i]), elements, sum);
            }

            sums[part / Lanes16.Count] = sum;
        }
    }

    /// <summary>64 elements of the values side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourParts(byte* values, int headBytes, TileSpan span, float* weights, float shrink, Vector512<float>* sums)
    {
        Vector512<float> a = sums[0] * shrink, b = sums[1] * shrink, c = sums[2] * shrink, d = sums[3] * shrink;
        int step = Lanes16.Count * TFormat.ElementBytes;
        for (int i = span.First; i <= span.Last; i++)
        {
            byte* value = values + (i * headBytes);
            Vector512<float> weight = Vector512.Create(weights[i]);
            a = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value), a);
            b = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + step), b);
            c = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (2 * step)), c);
            d = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (3 * step)), d);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (a, b, c, d);
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

    /// <summary>The last elements of a head, fewer than sixteen, the other lanes zero; reads nothing beyond the head.</summary>
    private static Vector512<float> LoadPart(byte* head, int first, int length)
    {
        byte* part = stackalloc byte[sizeof(Vector512<float>)];
        Vector512<byte>.Zero.Store(part);
        Unsafe.CopyBlockUnaligned(part, head + (first * TFormat.ElementBytes), (uint)((length - first) * TFormat.ElementBytes));
        return TFormat.Load(part);
    }

    /// <summary>Positions of a tile that are seen, both included.</summary>
    private readonly record struct TileSpan(int First, int Last);
}
