using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Simd;

/// <summary>Blocks of floats with rows and columns exchanged.</summary>
internal static unsafe class Transpose8
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Size = 8;

    /// <summary><c>target[c, r] = source[r, c] · factors[c]</c> for eight rows and columns.</summary>
    /// <param name="source">First element.</param>
    /// <param name="sourceRow">Floats from one row of it to the next.</param>
    /// <param name="factors">One for each column of the source.</param>
    /// <param name="target">First element.</param>
    /// <param name="targetRow">Floats from one row of it to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, long sourceRow, Vector256<float> factors, float* target, long targetRow)
    {
        if (!Avx.IsSupported)
        {
            Scalar(source, sourceRow, factors, target, targetRow);
            return;
        }

        // pairs of rows, then of pairs, then of halves
        Vector256<float> a = Row(source, 0, sourceRow, factors), b = Row(source, 1, sourceRow, factors);
        Vector256<float> c = Row(source, 2, sourceRow, factors), d = Row(source, 3, sourceRow, factors);
        (a, b, c, d) = Quarters(a, b, c, d);
        Vector256<float> e = Row(source, 4, sourceRow, factors), f = Row(source, 5, sourceRow, factors);
        Vector256<float> g = Row(source, 6, sourceRow, factors), h = Row(source, 7, sourceRow, factors);
        (e, f, g, h) = Quarters(e, f, g, h);
        Avx.Permute2x128(a, e, 0x20).Store(target);
        Avx.Permute2x128(b, f, 0x20).Store(target + targetRow);
        Avx.Permute2x128(c, g, 0x20).Store(target + (2 * targetRow));
        Avx.Permute2x128(d, h, 0x20).Store(target + (3 * targetRow));
        Avx.Permute2x128(a, e, 0x31).Store(target + (4 * targetRow));
        Avx.Permute2x128(b, f, 0x31).Store(target + (5 * targetRow));
        Avx.Permute2x128(c, g, 0x31).Store(target + (6 * targetRow));
        Avx.Permute2x128(d, h, 0x31).Store(target + (7 * targetRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(float* source, int row, long sourceRow, Vector256<float> factors) =>
        Vector256.Load(source + (row * sourceRow)) * factors;

    /// <summary>Four rows to columns, within each half of the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> A, Vector256<float> B, Vector256<float> C, Vector256<float> D) Quarters(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> lowAb = Avx.UnpackLow(a, b), highAb = Avx.UnpackHigh(a, b);
        Vector256<float> lowCd = Avx.UnpackLow(c, d), highCd = Avx.UnpackHigh(c, d);
        return (
            Avx.Shuffle(lowAb, lowCd, 0x44), Avx.Shuffle(lowAb, lowCd, 0xEE), Avx.Shuffle(highAb, highCd, 0x44), Avx.Shuffle(highAb, highCd, 0xEE));
    }

    private static void Scalar(float* source, long sourceRow, Vector256<float> factors, float* target, long targetRow)
    {
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                target[(column * targetRow) + row] = source[(row * sourceRow) + column] * factors[column];
            }
        }
    }
}
