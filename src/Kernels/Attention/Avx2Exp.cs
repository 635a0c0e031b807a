using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>
/// e to the power of eight floats that are at most 0: <c>x · log2 e = n + f</c> with whole n and |f| ≤ ½, 2^f by its polynomial of degree 6
/// through the Chebyshev points (0.4 units off), n added to the exponent. 1 for 0, 0 where the result would be subnormal, NaN for NaN;
/// <see cref="Tolerance.ShortExp"/>. Made for short chains: Estrin's order (1960), no reduction in two parts.
/// </summary>
internal static class Avx2Exp
{
    private const float Lowest = -126;
    private const float Log2E = 1.44269504f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        Vector256<float> power = x * Vector256.Create(Log2E);
        Vector256<float> n = Avx.RoundToNearestInteger(power);
        Vector256<int> exponent = Avx2.ShiftLeftLogical(Avx.ConvertToVector256Int32(n), 23);
        Vector256<int> result = Avx2.Add(PowerOfTwo(power - n).AsInt32(), exponent);
        return Avx.And(result.AsSingle(), Avx.CompareNotLessThan(power, Vector256.Create(Lowest))); // also clears what -infinity made of f
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<float> f)
    {
        Vector256<float> f2 = f * f;
        Vector256<float> low = Fma.MultiplyAdd(f, Vector256.Create(0.693147182f), Vector256<float>.One);
        Vector256<float> middle = Fma.MultiplyAdd(f, Vector256.Create(0.0555032715f), Vector256.Create(0.240226507f));
        Vector256<float> high = Fma.MultiplyAdd(f, Vector256.Create(0.0013400428f), Vector256.Create(0.00961805694f));
        high = Fma.MultiplyAdd(f2, Vector256.Create(0.000154614449f), high);
        low = Fma.MultiplyAdd(middle, f2, low);
        return Fma.MultiplyAdd(high, f2 * f2, low);
    }
}
