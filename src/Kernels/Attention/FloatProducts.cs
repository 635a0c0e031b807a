using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>
/// Products of rows of queries with one tile of keys or values in floats, <c>[16, headDim]</c>; <c>headDim</c> is a multiple of sixteen.
/// A score is summed in eight lanes over the elements, a value over the positions in order.
/// </summary>
internal static unsafe class FloatProducts
{
    private const int Tile = KvLayout.BlockTokens;

    /// <summary>Dot products of up to two rows with sixteen keys, times a scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score<TRows>(float* q, float* keys, int headDim, float scale, float* scores, int scoreStride)
        where TRows : struct, IRowCount
    {
        float* second = q + headDim;
        for (int key = 0; key < Tile; key += 4, keys += 4 * headDim)
        {
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
            float* far = keys + (2 * headDim);
            for (int i = 0; i < headDim; i += Vector256<float>.Count)
            {
                Vector256<float> k0 = Vector256.Load(keys + i);
                Vector256<float> k1 = Vector256.Load(keys + headDim + i);
                Vector256<float> k2 = Vector256.Load(far + i);
                Vector256<float> k3 = Vector256.Load(far + headDim + i);
                Vector256<float> x = Vector256.Load(q + i);
                a0 = Fma.MultiplyAdd(x, k0, a0);
                a1 = Fma.MultiplyAdd(x, k1, a1);
                a2 = Fma.MultiplyAdd(x, k2, a2);
                a3 = Fma.MultiplyAdd(x, k3, a3);
                if (TRows.Count > 1)
                {
                    x = Vector256.Load(second + i);
                    b0 = Fma.MultiplyAdd(x, k0, b0);
                    b1 = Fma.MultiplyAdd(x, k1, b1);
                    b2 = Fma.MultiplyAdd(x, k2, b2);
                    b3 = Fma.MultiplyAdd(x, k3, b3);
                }
            }

            (Fold(a0, a1, a2, a3) * scale).Store(scores + key);
            if (TRows.Count > 1)
            {
                (Fold(b0, b1, b2, b3) * scale).Store(scores + scoreStride + key);
            }
        }
    }

    /// <summary>Adds the values of positions <c>first…last</c> times their weights to the sums of up to four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TRows>(
        float* weights, int weightStride, float* values, int headDim, int first, int last, float* sums, int sumStride)
        where TRows : struct, IRowCount
    {
        float* weights1 = weights + weightStride, weights2 = weights1 + weightStride, weights3 = weights2 + weightStride;
        float* farSums = sums + (2 * sumStride);
        for (int part = 0; part < headDim; part += 16, sums += 16, farSums += 16)
        {
            Vector256<float> a0 = Vector256.Load(sums), a1 = Vector256.Load(sums + 8);
            Vector256<float> b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            if (TRows.Count > 1)
            {
                (b0, b1) = (Vector256.Load(sums + sumStride), Vector256.Load(sums + sumStride + 8));
            }

            if (TRows.Count > 2)
            {
                (c0, c1) = (Vector256.Load(farSums), Vector256.Load(farSums + 8));
                (d0, d1) = (Vector256.Load(farSums + sumStride), Vector256.Load(farSums + sumStride + 8));
            }

            float* value = values + part + (first * headDim);
            for (nint i = first; i <= last; i++, value += headDim)
            {
                Vector256<float> v0 = Vector256.Load(value), v1 = Vector256.Load(value + 8);
                Vector256<float> w = Avx.BroadcastScalarToVector256(weights + i);
                a0 = Fma.MultiplyAdd(w, v0, a0);
                a1 = Fma.MultiplyAdd(w, v1, a1);
                if (TRows.Count > 1)
                {
                    w = Avx.BroadcastScalarToVector256(weights1 + i);
                    b0 = Fma.MultiplyAdd(w, v0, b0);
                    b1 = Fma.MultiplyAdd(w, v1, b1);
                }

                if (TRows.Count > 2)
                {
                    w = Avx.BroadcastScalarToVector256(weights2 + i);
                    c0 = Fma.MultiplyAdd(w, v0, c0);
                    c1 = Fma.MultiplyAdd(w, v1, c1);
                    w = Avx.BroadcastScalarToVector256(weights3 + i);
                    d0 = Fma.MultiplyAdd(w, v0, d0);
                    d1 = Fma.MultiplyAdd(w, v1, d1);
                }
            }

            Store(a0, a1, sums);
            if (TRows.Count > 1)
            {
                Store(b0, b1, sums + sumStride);
            }

            if (TRows.Count > 2)
            {
                Store(c0, c1, farSums);
                Store(d0, d1, farSums + sumStride);
            }
        }
    }

    /// <summary>A tile of bfloat16 as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ushort* tile, float* target, int headDim)
    {
        for (int i = 0; i < Tile * headDim; i += Vector256<float>.Count)
        {
            Avx2.ShiftLeftLogical(Avx2.ConvertToVector256Int32(tile + i), 16).AsSingle().Store(target + i);
        }
    }

    /// <summary>The sums of four registers: neighbouring lanes first, then the halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fold(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> four = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return four.GetLower() + four.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> low, Vector256<float> high, float* sums)
    {
        low.Store(sums);
        high.Store(sums + 8);
    }
}
