using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Keys and values as <see cref="Int8Tile"/> lays them out: a lane is a position of a key, or an element of a value.</summary>
internal readonly unsafe struct SimdInt8Tile : ISimdTile
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(float* q, byte* keys, int length, TileSpan span, float* scores)
    {
        Vector512<float> even = default, odd = default;
        byte* pairs = keys;
        for (int i = 0; i < length; i += 2, pairs += 2 * Lanes16.Count)
        {
            Vector256<short> both = Vector256.Load((short*)pairs);
            even = Vector512.FusedMultiplyAdd(Vector512.Create(q[i]), ToSingle(both << 8 >> 8), even);
            if (i + 1 < length)
            {
                odd = Vector512.FusedMultiplyAdd(Vector512.Create(q[i + 1]), ToSingle(both >> 8), odd);
            }
        }

        ((even + odd) * Vector512.Load((float*)(keys + Int8Tile.ScaleByte(length)))).Store(scores);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddValues(byte* values, int length, TileSpan span, float* weights, float shrink, Vector512<float>* sums)
    {
        float* scales = (float*)(values + Int8Tile.ScaleByte(length));
        for (int i = 0; i < KvLayout.BlockTokens; i++)
        {
            // a scale outside the span may be anything
            weights[i] = i >= span.First && i <= span.Last ? weights[i] * scales[i] : 0;
        }

        var parts = (Vector256<float>*)sums;
        for (int part = 0; part < Int8Tile.Padded(length) / Vector256<float>.Count; part++)
        {
            Vector256<float> even = parts[part] * shrink, odd = default;
            for (int i = 0; i < KvLayout.BlockTokens; i += 2, values += 16)
            {
                Vector128<short> both = Vector128.Load((short*)values);
                even = Vector256.FusedMultiplyAdd(Vector256.Create(weights[i]), ToSingle(both << 8 >> 8), even);
                odd = Vector256.FusedMultiplyAdd(Vector256.Create(weights[i + 1]), ToSingle(both >> 8), odd);
            }

            parts[part] = even + odd;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToSingle(Vector256<short> words)
    {
        (Vector256<int> low, Vector256<int> high) = Vector256.Widen(words);
        return Vector512.ConvertToSingle(Vector512.Create(low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToSingle(Vector128<short> words)
    {
        (Vector128<int> low, Vector128<int> high) = Vector128.Widen(words);
        return Vector256.ConvertToSingle(Vector256.Create(low, high));
    }
}
