using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Six rows times sixteen lanes, the product that attention over rows is made of: twelve sums of eight lanes stay in registers where there
/// are sixteen of them. Each element is one chain of fused steps, whatever is computed beside it.
/// </summary>
internal static unsafe class LaneTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    private const int Half = 8;

    /// <summary><c>c[r, l] = (add ? c[r, l] : 0) + Σ_i a[i · step + r · row] · b[i, l]</c> for six rows and sixteen lanes.</summary>
    /// <param name="a">Elements that are spread over all lanes.</param>
    /// <param name="row">Floats from one row of <paramref name="a"/> to the next.</param>
    /// <param name="step">Floats from one term of <paramref name="a"/> to the next.</param>
    /// <param name="b"><c>[terms, 16]</c>.</param>
    /// <param name="terms">Terms of the sums.</param>
    /// <param name="c"><c>[6, 16]</c>.</param>
    /// <param name="add">Whether the sums go on from what <paramref name="c"/> holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* a, nint row, nint step, float* b, int terms, float* c, bool add)
    {
        Vector256<float> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
        Vector256<float> a3 = default, b3 = default, a4 = default, b4 = default, a5 = default, b5 = default;
        if (add)
        {
            (a0, b0, a1, b1) = (Vector256.Load(c), Vector256.Load(c + 8), Vector256.Load(c + 16), Vector256.Load(c + 24));
            (a2, b2, a3, b3) = (Vector256.Load(c + 32), Vector256.Load(c + 40), Vector256.Load(c + 48), Vector256.Load(c + 56));
            (a4, b4, a5, b5) = (Vector256.Load(c + 64), Vector256.Load(c + 72), Vector256.Load(c + 80), Vector256.Load(c + 88));
        }

        nint two = 2 * row;
        float* later = a + (3 * row);
        for (; terms > 0; terms--)
        {
            Vector256<float> low = Vector256.Load(b), high = Vector256.Load(b + Half);
            Vector256<float> x = Vector256.Create(a[0]);
            (a0, b0) = (Vector256.FusedMultiplyAdd(x, low, a0), Vector256.FusedMultiplyAdd(x, high, b0));
            x = Vector256.Create(a[row]);
            (a1, b1) = (Vector256.FusedMultiplyAdd(x, low, a1), Vector256.FusedMultiplyAdd(x, high, b1));
            x = Vector256.Create(a[two]);
            (a2, b2) = (Vector256.FusedMultiplyAdd(x, low, a2), Vector256.FusedMultiplyAdd(x, high, b2));
            x = Vector256.Create(later[0]);
            (a3, b3) = (Vector256.FusedMultiplyAdd(x, low, a3), Vector256.FusedMultiplyAdd(x, high, b3));
            x = Vector256.Create(later[row]);
            (a4, b4) = (Vector256.FusedMultiplyAdd(x, low, a4), Vector256.FusedMultiplyAdd(x, high, b4));
            x = Vector256.Create(later[two]);
            (a5, b5) = (Vector256.FusedMultiplyAdd(x, low, a5), Vector256.FusedMultiplyAdd(x, high, b5));
            a += step;
            later += step;
            b += 2 * Half;
        }

        a0.Store(c);
        b0.Store(c + 8);
        a1.Store(c + 16);
        b1.Store(c + 24);
        a2.Store(c + 32);
        b2.Store(c + 40);
        a3.Store(c + 48);
        b3.Store(c + 56);
        a4.Store(c + 64);
        b4.Store(c + 72);
        a5.Store(c + 80);
        b5.Store(c + 88);
    }
}
