using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// Softmax over stretches of 512 positions that begin at multiples of 512, online from one to the next (Milakov and Gimelshein 2018):
/// first all scores of a stretch, then their exponentials, then the values, so that no step waits for the one before. Sixteen keys, one
/// cache block, are multiplied side by side and their sums folded together; positions outside the span are then masked, whatever lies
/// there. Heads must be a multiple of sixteen long.
/// </summary>
internal static unsafe class Avx512Attention<TFormat>
    where TFormat : struct, IKvFormat
{
    private const int Tile = KvLayout.BlockTokens;
    private const int Stretch = 32 * Tile;
    private const int MostParts = 32;

    /// <summary>Longest head.</summary>
    public const int MaxHeadDim = MostParts * Tile;

    /// <summary>Whether it does all that is asked for: floats, and scores that are only scaled.</summary>
    public static bool Takes(KvType type, in AttentionShape shape, in AttentionQuery query) =>
        type is KvType.F32 or KvType.BF16 && shape.HeadDim % Tile == 0 && shape.HeadDim <= MaxHeadDim && shape.SoftCap == 0
        && query.Sinks is null && query.AlibiSlopes is null;

    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        for (int token = 0; token < query.Tokens; token++)
        {
            AttendOne(cache, shape, query, token, head);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AttendOne(KvCache cache, in AttentionShape shape, in AttentionQuery query, int token, int head)
    {
        Vector512<float>* sums = stackalloc Vector512<float>[MostParts];
        float* weights = stackalloc float[Stretch];
        int parts = shape.HeadDim / Tile;
        new Span<Vector512<float>>(sums, parts).Clear();
        long plane = cache.Layout.TileOffset(head / shape.Group);
        var blocks = new Blocks(cache.Keys(query.Layer, 0) + plane, cache.Layout.BlockBytes, query.Blocks);
        long row = (((long)token * shape.Heads) + head) * shape.HeadDim;
        float* q = query.Query + row;
        int position = query.Position + token;
        int first = shape.FirstPosition(position);
        float largest = float.NegativeInfinity;
        float total = 0;
        for (int start = first / Stretch * Stretch; start <= position; start += Stretch)
        {
            int from = Math.Max(first, start);
            int to = Math.Min(position, start + Stretch - 1);
            float before = largest;
            largest = MathF.Max(largest, Score(q, blocks, shape, from, to, weights));
            float shrink = before == largest ? 1 : VectorExp.Exp(Vector512.Create(before - largest))[0];
            total = (total * shrink) + Exponentials(weights, from, to, largest);
            AddValues(blocks with { First = blocks.First + cache.Layout.PlaneBytes }, shape.HeadDim, from, to, weights, shrink, sums);
        }

        float* output = query.Output + row;
        for (int part = 0; part < parts; part++)
        {
            (sums[part] * (1 / total)).Store(output + (part * Tile));
        }
    }

    /// <summary>Scores of whole tiles, minus infinity outside the span, to their places in the stretch; gives the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Score(float* q, Blocks blocks, in AttentionShape shape, int from, int to, float* scores)
    {
        Vector512<float> largest = Vector512.Create(float.NegativeInfinity);
        for (int tile = from / Tile; tile <= to / Tile; tile++)
        {
            Vector512<float> found = Scores(q, blocks.At(tile), shape.HeadDim) * shape.Scale;
            Vector512<int> position = Vector512<int>.Indices + Vector512.Create(tile * Tile);
            Vector512<int> seen = Vector512.GreaterThanOrEqual(position, Vector512.Create(from)) & Vector512.LessThanOrEqual(position, Vector512.Create(to));
            found = Vector512.ConditionalSelect(seen.AsSingle(), found, Vector512.Create(float.NegativeInfinity));
            found.Store(scores + (tile * Tile % Stretch));
            largest = Avx512F.Max(largest, found);
        }

        return Lanes16.Max(largest); // a score that is no number shows in its exponential
    }

    /// <summary>e to the power of each score's distance to the largest, in place; gives their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(float* scores, int from, int to, float largest)
    {
        Vector512<float> sum = default;
        for (int tile = from / Tile; tile <= to / Tile; tile++)
        {
            float* place = scores + (tile * Tile % Stretch);
            Vector512<float> exponentials = VectorExp.Exp(Vector512.Load(place) - Vector512.Create(largest));
            exponentials.Store(place);
            sum += exponentials;
        }

        return Lanes16.Sum(sum);
    }

    /// <summary>Dot products of all sixteen keys, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scores(float* q, byte* keys, int length)
    {
        int headBytes = length * TFormat.ElementBytes;
        return Avx512Fold.Join(
            Four(q, keys, headBytes, length),
            Four(q, keys + (4 * headBytes), headBytes, length),
            Four(q, keys + (8 * headBytes), headBytes, length),
            Four(q, keys + (12 * headBytes), headBytes, length));
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

    private static void AddValues(Blocks blocks, int length, int from, int to, float* weights, float shrink, Vector512<float>* sums)
    {
        int headBytes = length * TFormat.ElementBytes;
        int part = 0;
        for (; part + 4 <= length / Tile; part += 4)
        {
            AddFour(blocks, part, headBytes, from, to, weights, shrink, sums + part);
        }

        for (; part < length / Tile; part++)
        {
            AddOne(blocks, part, headBytes, from, to, weights, shrink, sums + part);
        }
    }

    /// <summary>64 elements side by side, values at even and at odd positions in chains of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(Blocks blocks, int part, int headBytes, int from, int to, float* weights, float shrink, Vector512<float>* sums)
    {
        Vector512<float> a = sums[0] * shrink, b = sums[1] * shrink, c = sums[2] * shrink, d = sums[3] * shrink;
        Vector512<float> a1 = default, b1 = default, c1 = default, d1 = default;
        int step = Lanes16.Count * TFormat.ElementBytes;
        for (int i = from & ~1; i <= to; i += 2)
        {
            byte* value = blocks.At(i / Tile) + (part * step) + (i % Tile * headBytes);
            if (i >= from)
            {
                Vector512<float> weight = Vector512.Create(weights[i % Stretch]);
                a = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value), a);
                b = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + step), b);
                c = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (2 * step)), c);
                d = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (3 * step)), d);
            }

            if (i < to)
            {
                value += headBytes;
                Vector512<float> weight = Vector512.Create(weights[(i + 1) % Stretch]);
                a1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value), a1);
                b1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + step), b1);
                c1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (2 * step)), c1);
                d1 = Vector512.FusedMultiplyAdd(weight, TFormat.Load(value + (3 * step)), d1);
            }
        }

        (sums[0], sums[1], sums[2], sums[3]) = (a + a1, b + b1, c + c1, d + d1);
    }

    /// <summary>Sixteen elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(Blocks blocks, int part, int headBytes, int from, int to, float* weights, float shrink, Vector512<float>* sums)
    {
        Vector512<float> sum = *sums * shrink;
        for (int i = from; i <= to; i++)
        {
            byte* value = blocks.At(i / Tile) + (part * Tile * TFormat.ElementBytes) + (i % Tile * headBytes);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[i % Stretch]), TFormat.Load(value), sum);
        }

        *sums = sum;
    }

    /// <summary>Where a head's keys, or values, lie in each block of a sequence.</summary>
    private readonly struct Blocks(byte* first, long bytes, int* table)
    {
        public byte* First { get; init; } = first;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public byte* At(int tile) => First + (table[tile] * bytes);
    }
}
