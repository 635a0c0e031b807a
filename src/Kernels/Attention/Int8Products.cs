using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>
/// Products of rows of 16-bit integers with tiles as <see cref="Int8Tile"/> lays them out: bytes are widened once for all rows, and
/// <c>vpmaddwd</c> sums pairs without any shuffle. Sums are exact, so their order does not matter.
/// </summary>
internal static unsafe class Int8Products
{
    private const int Tile = KvLayout.BlockTokens;

    /// <summary>
    /// Positions whose weighted values a sum may hold: <c>256 · 32767 · 127</c> is half the range of 32 bits. A score of 512 elements stays
    /// just within it.
    /// </summary>
    public const int MostPositions = 256;

    /// <summary>Scores of up to four rows with a tile of sixteen keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score<TRows>(short* q, float* rowScales, byte* keys, int headDim, float* scores, int scoreStride)
        where TRows : struct, IRowCount
    {
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        short* second = q + headDim, third = second + headDim, fourth = third + headDim;
        byte* pairs = keys;
        for (nint i = 0; i < headDim; i += 2, pairs += 2 * Tile)
        {
            Vector256<short> k0 = Avx2.ConvertToVector256Int16((sbyte*)pairs);
            Vector256<short> k1 = Avx2.ConvertToVector256Int16((sbyte*)pairs + Tile);
            Vector256<short> x = Pair(q + i);
            a0 += Avx2.MultiplyAddAdjacent(x, k0);
            a1 += Avx2.MultiplyAddAdjacent(x, k1);
            if (TRows.Count > 1)
            {
                x = Pair(second + i);
                b0 += Avx2.MultiplyAddAdjacent(x, k0);
                b1 += Avx2.MultiplyAddAdjacent(x, k1);
            }

            if (TRows.Count > 2)
            {
                x = Pair(third + i);
                c0 += Avx2.MultiplyAddAdjacent(x, k0);
                c1 += Avx2.MultiplyAddAdjacent(x, k1);
                x = Pair(fourth + i);
                d0 += Avx2.MultiplyAddAdjacent(x, k0);
                d1 += Avx2.MultiplyAddAdjacent(x, k1);
            }
        }

        float* keyScales = (float*)(keys + Int8Tile.ScaleByte(headDim));
        Scale(a0, a1, keyScales, rowScales[0], scores);
        if (TRows.Count > 1)
        {
            Scale(b0, b1, keyScales, rowScales[1], scores + scoreStride);
        }

        if (TRows.Count > 2)
        {
            Scale(c0, c1, keyScales, rowScales[2], scores + (2 * scoreStride));
            Scale(d0, d1, keyScales, rowScales[3], scores + (3 * scoreStride));
        }
    }

    /// <summary>
    /// Adds sixteen elements of the values of some tiles, at most <see cref="MostPositions"/> positions, times their weights to the sums of
    /// up to four rows.
    /// </summary>
    /// <param name="weights">16-bit weights of the first row, from the first tile on.</param>
    /// <param name="weightStride">16-bit elements from row to row.</param>
    /// <param name="tiles">Where the sixteen elements lie in each tile.</param>
    /// <param name="tileCount">Tiles.</param>
    /// <param name="offset">Bytes from a tile's beginning to the sixteen elements.</param>
    /// <param name="factors">What a step of each row's weights stands for.</param>
    /// <param name="sums">Sixteen sums of the first row.</param>
    /// <param name="sumStride">Floats from row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TRows>(
        short* weights, int weightStride, byte** tiles, int tileCount, int offset, float* factors, float* sums, int sumStride)
        where TRows : struct, IRowCount
    {
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        short* second = weights + weightStride, third = second + weightStride, fourth = third + weightStride;
        for (int tile = 0; tile < tileCount; tile++)
        {
            sbyte* values = (sbyte*)tiles[tile] + offset;
            for (nint end = (tile + 1) * Tile, i = tile * Tile; i < end; i += 2, values += 16)
            {
                Vector256<short> v0 = Avx2.ConvertToVector256Int16(values);
                Vector256<short> v1 = Avx2.ConvertToVector256Int16(values + (8 * Tile));
                Vector256<short> x = Pair(weights + i);
                a0 += Avx2.MultiplyAddAdjacent(x, v0);
                a1 += Avx2.MultiplyAddAdjacent(x, v1);
                if (TRows.Count > 1)
                {
                    x = Pair(second + i);
                    b0 += Avx2.MultiplyAddAdjacent(x, v0);
                    b1 += Avx2.MultiplyAddAdjacent(x, v1);
                }

                if (TRows.Count > 2)
                {
                    x = Pair(third + i);
                    c0 += Avx2.MultiplyAddAdjacent(x, v0);
                    c1 += Avx2.MultiplyAddAdjacent(x, v1);
                    x = Pair(fourth + i);
                    d0 += Avx2.MultiplyAddAdjacent(x, v0);
                    d1 += Avx2.MultiplyAddAdjacent(x, v1);
                }
            }
        }

        AddScaled(a0, a1, factors[0], sums);
        if (TRows.Count > 1)
        {
            AddScaled(b0, b1, factors[1], sums + sumStride);
        }

        if (TRows.Count > 2)
        {
            AddScaled(c0, c1, factors[2], sums + (2 * sumStride));
            AddScaled(d0, d1, factors[3], sums + (3 * sumStride));
        }
    }

    /// <summary>A row in steps of its largest magnitude / 32767; gives the size of a step, no number where an element is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Quantize(float* x, short* steps, int length)
    {
        Vector256<float> largest = default, sum = default;
        for (int i = 0; i < length; i += 8)
        {
            Vector256<float> magnitude = Vector256.Abs(Vector256.Load(x + i));
            largest = Avx.Max(largest, magnitude);
            sum += magnitude * 0f;
        }

        float most = Lanes8.Max(largest);
        float fault = Lanes8.Sum(sum); // no number where one is not finite
        float inverse = most >= QuantizedGroup.Smallest && fault == 0 ? short.MaxValue / most : 0;
        for (int i = 0; i < length; i += 16)
        {
            Pack(Vector256.Load(x + i) * inverse, Vector256.Load(x + i + 8) * inverse).Store(steps + i);
        }

        return inverse > 0 ? most / short.MaxValue : fault;
    }

    /// <summary>Sixteen floats to integers, rounded to nearest even, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Pack(Vector256<float> low, Vector256<float> high)
    {
        // packing works within 128 bits; 0xD8 brings the quarters 0 2 1 3 back in order
        Vector256<short> mixed = Avx2.PackSignedSaturate(Avx.ConvertToVector256Int32(low), Avx.ConvertToVector256Int32(high));
        return Avx2.Permute4x64(mixed.AsInt64(), 0xD8).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(short* pair) => Avx2.BroadcastScalarToVector256((int*)pair).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(Vector256<int> low, Vector256<int> high, float* keyScales, float rowScale, float* scores)
    {
        (Avx.ConvertToVector256Single(low) * rowScale * Vector256.Load(keyScales)).Store(scores);
        (Avx.ConvertToVector256Single(high) * rowScale * Vector256.Load(keyScales + 8)).Store(scores + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(Vector256<int> low, Vector256<int> high, float factor, float* sums)
    {
        Vector256<float> step = Vector256.Create(factor);
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(low), step, Vector256.Load(sums)).Store(sums);
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(high), step, Vector256.Load(sums + 8)).Store(sums + 8);
    }
}
