using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// Online softmax (Milakov and Gimelshein 2018) over tiles of one cache block, sixteen positions in the lanes of a register. All keys of a
/// tile are multiplied side by side and their sums folded together; positions outside the span are then masked, whatever lies there.
/// Heads must be a multiple of sixteen long.
/// </summary>
internal static unsafe class Avx512Attention<TFormat>
    where TFormat : struct, IKvFormat
{
    private const int Tile = KvLayout.BlockTokens;
    private const int MostParts = 32;

    /// <summary>Longest head.</summary>
    public const int MaxHeadDim = MostParts * Tile;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        int parts = shape.HeadDim / Tile;
        Vector512<float>* sums = stackalloc Vector512<float>[MostParts];
        new Span<Vector512<float>>(sums, parts).Clear();
        float* weights = stackalloc float[Tile];
        float* q = query.Query + ((long)head * shape.HeadDim);
        long plane = cache.Layout.HeadOffset(head / (shape.Heads / shape.KvHeads), 0);
        int first = shape.FirstPosition(query.Position);
        float largest = float.NegativeInfinity;
        float total = 0;
        for (int tile = first / Tile; tile <= query.Position / Tile; tile++)
        {
            int from = Math.Max(first - (tile * Tile), 0);
            int to = Math.Min(query.Position - (tile * Tile), Tile - 1);
            int block = query.Blocks[tile];
            Vector512<float> scores = Scores(q, cache.Keys(query.Layer, block) + plane, shape.HeadDim) * shape.Scale;
            Vector512<int> lane = Vector512<int>.Indices;
            Vector512<int> seen = Vector512.GreaterThanOrEqual(lane, Vector512.Create(from)) & Vector512.LessThanOrEqual(lane, Vector512.Create(to));
            scores = Vector512.ConditionalSelect(seen.AsSingle(), scores, Vector512.Create(float.NegativeInfinity));
            float before = largest;
            largest = MathF.Max(largest, Lanes16.Max(scores));
            Vector512<float> exponentials = VectorExp.Exp(scores - Vector512.Create(largest));
            float shrink = before == largest ? 1 : VectorExp.Exp(Vector512.Create(before - largest))[0];
            total = (total * shrink) + Lanes16.Sum(exponentials);
            exponentials.Store(weights);
            AddValues(cache.Values(query.Layer, block) + plane, shape.HeadDim, from, to, weights, shrink, sums);
        }

        float* output = query.Output + ((long)head * shape.HeadDim);
        for (int part = 0; part < parts; part++)
        {
            (sums[part] * (1 / total)).Store(output + (part * Tile));
        }
    }

    /// <summary>Dot products of all sixteen keys, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scores(float* q, byte* keys, int length)
    {
        int headBytes = (length * TFormat.ElementBytes) + TFormat.ScaleBytes;
        Vector512<float> scores = Avx512Fold.Join(
            Four(q, keys, headBytes, length),
            Four(q, keys + (4 * headBytes), headBytes, length),
            Four(q, keys + (8 * headBytes), headBytes, length),
            Four(q, keys + (12 * headBytes), headBytes, length));
        return TFormat.ScaleBytes == 0 ? scores : scores * Scales(keys, headBytes, length);
    }

    /// <summary>Four keys; each lane of four holds what is left to add of each of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Four(float* q, byte* key, int headBytes, int length)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (int i = 0; i < length; i += Lanes16.Count)
        {
            byte* elements = key + (i * TFormat.ElementBytes);
            Vector512<float> x = Vector512.Load(q + i);
            a = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements), a);
            b = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements + headBytes), b);
            c = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements + (2 * headBytes)), c);
            d = Vector512.FusedMultiplyAdd(x, TFormat.Load(elements + (3 * headBytes)), d);
        }

        return Avx512Fold.Interleave(a, b, c, d);
    }

    private static Vector512<float> Scales(byte* heads, int headBytes, int length)
    {
        float* scales = stackalloc float[Tile];
        for (int i = 0; i < Tile; i++)
        {
            scales[i] = TFormat.Scale(heads + (i * headBytes), length);
        }

        return Vector512.Load(scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddValues(byte* values, int length, int from, int to, float* weights, float shrink, Vector512<float>* sums)
    {
        int headBytes = (length * TFormat.ElementBytes) + TFormat.ScaleBytes;
        if (TFormat.ScaleBytes > 0)
        {
            (Vector512.Load(weights) * Scales(values, headBytes, length)).Store(weights);
        }

        int step = Lanes16.Count * TFormat.ElementBytes;
        int part = 0;
        for (; part + 4 <= length / Tile; part += 4)
        {
            AddFour(values + (part * step), headBytes, from, to, weights, shrink, sums + part);
        }

        for (; part < length / Tile; part++)
        {
            Vector512<float> sum = sums[part] * shrink;
            for (int i = from; i <= to; i++)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[i]), TFormat.Load(values + (i * headBytes) + (part * step)), sum);
            }

            sums[part] = sum;
        }
    }

    /// <summary>64 elements side by side, values at even and at odd positions in chains of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(byte* values, int headBytes, int from, int to, float* weights, float shrink, Vector512<float>* sums)
    {
        Vector512<float> a = sums[0] * shrink, b = sums[1] * shrink, c = sums[2] * shrink, d = sums[3] * shrink;
        Vector512<float> a1 = default, b1 = default, c1 = default, d1 = default;
        int step = Lanes16.Count * TFormat.ElementBytes;
        for (int i = from & ~1; i <= to; i += 2)
        {
            byte* value = values + (i * headBytes);
            if (i >= from)
            {
                Vector512<float> weight = Vector512.Create(weights[i]);
                a = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value), a);
                b = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + step), b);
                c = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (2 * step)), c);
                d = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (3 * step)), d);
            }

            if (i < to)
            {
                value += headBytes;
                Vector512<float> weight = Vector512.Create(weights[i + 1]);
                a1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value), a1);
                b1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + step), b1);
                c1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (2 * step)), c1);
                d1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (3 * step)), d1);
            }
        }

        (sums[0], sums[1], sums[2], sums[3]) = (a + a1, b + b1, c + c1, d + d1);
    }
}
