using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Sums of a few rows with a few tokens. Which inner loop serves a pair (token, row) depends on the tile; the order in which its columns
/// are added does not. The loops are compiled optimised at once: a server's first answer should not run on trial code.
/// </summary>
internal unsafe struct DotTile
{
    /// <summary><c>[Rows, WeightStride]</c> floats.</summary>
    public required float* Weights;

    /// <summary>Floats from one row to the next.</summary>
    public required int WeightStride;

    /// <summary><c>[Tokens, XStride]</c> floats; the caller moves it along the columns.</summary>
    public required float* X;

    /// <summary>Floats from one token to the next.</summary>
    public required int XStride;

    /// <summary><c>[Tokens, Rows]</c> sums of sixteen lanes.</summary>
    public required Vector512<float>* Sums;

    /// <summary>Rows, at most 8.</summary>
    public required int Rows;

    /// <summary>Tokens.</summary>
    public required int Tokens;

    /// <summary>Adds the products of the next columns.</summary>
    public readonly void AddColumns(int columns)
    {
        int whole = columns & ~(Lanes16.Count - 1);
        int token = 0;
        for (; token <= Tokens - 4; token += 4)
        {
            int row = 0;
            for (; row <= Rows - 4; row += 4)
            {
                FourByFour(token, row, whole);
            }

            for (; row < Rows; row++)
            {
                for (int t = token; t < token + 4; t++)
                {
                    OneByOne(t, row, whole);
                }
            }
        }

        for (; token < Tokens; token++)
        {
            AddToken(token, whole);
        }

        if (whole < columns)
        {
            AddTail(whole, columns - whole);
        }
    }

    private readonly void AddToken(int token, int columns)
    {
        if (Rows == 8)
        {
            OneByEight(token, columns);
            return;
        }

        for (int row = 0; row < Rows; row++)
        {
            OneByOne(token, row, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FourByFour(int token, int row, int columns)
    {
        float* w = Weights + (row * WeightStride);
        float* x0 = X + ((long)token * XStride);
        float* x1 = x0 + XStride;
        float* x2 = x1 + XStride;
        float* x3 = x2 + XStride;
        Vector512<float>* s0 = Sums + (token * Rows) + row;
        Vector512<float>* s1 = s0 + Rows;
        Vector512<float>* s2 = s1 + Rows;
        Vector512<float>* s3 = s2 + Rows;
        Vector512<float> a0 = s0[0], a1 = s0[1], a2 = s0[2], a3 = s0[3];
        Vector512<float> b0 = s1[0], b1 = s1[1], b2 = s1[2], b3 = s1[3];
        Vector512<float> c0 = s2[0], c1 = s2[1], c2 = s2[2], c3 = s2[3];
        Vector512<float> d0 = s3[0], d1 = s3[1], d2 = s3[2], d3 = s3[3];
        for (int i = 0; i < columns; i += Lanes16.Count)
        {
            Vector512<float> xa = Vector512.Load(x0 + i), xb = Vector512.Load(x1 + i);
            Vector512<float> xc = Vector512.Load(x2 + i), xd = Vector512.Load(x3 + i);
            Vector512<float> w0 = Vector512.Load(w + i);
            a0 = Vector512.FusedMultiplyAdd(w0, xa, a0);
            b0 = Vector512.FusedMultiplyAdd(w0, xb, b0);
            c0 = Vector512.FusedMultiplyAdd(w0, xc, c0);
            d0 = Vector512.FusedMultiplyAdd(w0, xd, d0);
            Vector512<float> w1 = Vector512.Load(w + WeightStride + i);
            a1 = Vector512.FusedMultiplyAdd(w1, xa, a1);
            b1 = Vector512.FusedMultiplyAdd(w1, xb, b1);
            c1 = Vector512.FusedMultiplyAdd(w1, xc, c1);
            d1 = Vector512.FusedMultiplyAdd(w1, xd, d1);
            Vector512<float> w2 = Vector512.Load(w + (2 * WeightStride) + i);
            a2 = Vector512.FusedMultiplyAdd(w2, xa, a2);
            b2 = Vector512.FusedMultiplyAdd(w2, xb, b2);
            c2 = Vector512.FusedMultiplyAdd(w2, xc, c2);
            d2 = Vector512.FusedMultiplyAdd(w2, xd, d2);
            Vector512<float> w3 = Vector512.Load(w + (3 * WeightStride) + i);
            a3 = Vector512.FusedMultiplyAdd(w3, xa, a3);
            b3 = Vector512.FusedMultiplyAdd(w3, xb, b3);
            c3 = Vector512.FusedMultiplyAdd(w3, xc, c3);
            d3 = Vector512.FusedMultiplyAdd(w3, xd, d3);
        }

        (s0[0], s0[1], s0[2], s0[3]) = (a0, a1, a2, a3);
        (s1[0], s1[1], s1[2], s1[3]) = (b0, b1, b2, b3);
        (s2[0], s2[1], s2[2], s2[3]) = (c0, c1, c2, c3);
        (s3[0], s3[1], s3[2], s3[3]) = (d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void OneByEight(int token, int columns)
    {
        float* w = Weights;
        float* x = X + ((long)token * XStride);
        Vector512<float>* s = Sums + (token * Rows);
        Vector512<float> a0 = s[0], a1 = s[1], a2 = s[2], a3 = s[3], a4 = s[4], a5 = s[5], a6 = s[6], a7 = s[7];
        for (int i = 0; i < columns; i += Lanes16.Count)
        {
            Vector512<float> xi = Vector512.Load(x + i);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Load(w + i), xi, a0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Load(w + WeightStride + i), xi, a1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Load(w + (2 * WeightStride) + i), xi, a2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Load(w + (3 * WeightStride) + i), xi, a3);
            a4 = Vector512.FusedMultiplyAdd(Vector512.Load(w + (4 * WeightStride) + i), xi, a4);
            a5 = Vector512.FusedMultiplyAdd(Vector512.Load(w + (5 * WeightStride) + i), xi, a5);
            a6 = Vector512.FusedMultiplyAdd(Vector512.Load(w + (6 * WeightStride) + i), xi, a6);
            a7 = Vector512.FusedMultiplyAdd(Vector512.Load(w + (7 * WeightStride) + i), xi, a7);
        }

        (s[0], s[1], s[2], s[3]) = (a0, a1, a2, a3);
        (s[4], s[5], s[6], s[7]) = (a4, a5, a6, a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void OneByOne(int token, int row, int columns)
    {
        float* w = Weights + (row * WeightStride);
        float* x = X + ((long)token * XStride);
        Vector512<float> sum = Sums[(token * Rows) + row];
        for (int i = 0; i < columns; i += Lanes16.Count)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(w + i), Vector512.Load(x + i), sum);
        }

        Sums[(token * Rows) + row] = sum;
    }

    /// <summary>The last columns, fewer than sixteen: the missing lanes add zero.</summary>
    private readonly void AddTail(int column, int count)
    {
        for (int token = 0; token < Tokens; token++)
        {
            Vector512<float> x = Lanes16.LoadPart(X + ((long)token * XStride) + column, count);
            for (int row = 0; row < Rows; row++)
            {
                Vector512<float> w = Lanes16.LoadPart(Weights + (row * WeightStride) + column, count);
                ref Vector512<float> sum = ref Sums[(token * Rows) + row];
                sum = Vector512.FusedMultiplyAdd(w, x, sum);
            }
        }
    }
}
