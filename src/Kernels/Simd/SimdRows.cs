using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Keys and values as rows of floats, one for each position.</summary>
internal readonly unsafe struct SimdRows<TFormat> : ISimdTile
    where TFormat : struct, IKvFormat
{
    public static void Score(float* q, byte* keys, int length, TileSpan span, float* scores)
    {
        int headBytes = length * TFormat.ElementBytes;
        int i = span.First;
        for (; i <= span.Last - 3; i += 4)
        {
            DotFour(q, keys + (i * headBytes), headBytes, length, scores + i);
        }

        for (; i <= span.Last; i++)
        {
            scores[i] = Dot(q, keys + (i * headBytes), length);
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

    public static void AddValues(byte* values, int length, TileSpan span, float* weights, float shrink, Vector512<float>* sums)
    {
        int headBytes = length * TFormat.ElementBytes;
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

    /// <summary>The last elements of a head, fewer than sixteen, the other lanes zero; reads nothing beyond the head.</summary>
    private static Vector512<float> LoadPart(byte* head, int first, int length)
    {
        byte* part = stackalloc byte[sizeof(Vector512<float>)];
        Vector512<byte>.Zero.Store(part);
        Unsafe.CopyBlockUnaligned(part, head + (first * TFormat.ElementBytes), (uint)((length - first) * TFormat.ElementBytes));
        return TFormat.Load(part);
    }
}
