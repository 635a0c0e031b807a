using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Root mean square norm; the sum of squares runs in sixteen lanes, two registers of eight.</summary>
internal static unsafe class SimdRmsNorm
{
    private const int Half = Lanes16.Count / 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, float* weight, float epsilon, float* y, int length)
    {
        int whole = length - (length % Lanes16.Count);
        float inverse = 1 / MathF.Sqrt((SumOfSquares(x, whole, length) / length) + epsilon);
        Vector256<float> factor = Vector256.Create(inverse);
        for (int i = 0; i < whole; i += Half)
        {
            (Vector256.Load(x + i) * factor * Vector256.Load(weight + i)).Store(y + i);
        }

        for (int i = whole; i < length; i++)
        {
            y[i] = x[i] * inverse * weight[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares(float* x, int whole, int length)
    {
        Vector256<float> low = default, high = default;
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            Vector256<float> a = Vector256.Load(x + i), b = Vector256.Load(x + i + Half);
            low = Vector256.FusedMultiplyAdd(a, a, low);
            high = Vector256.FusedMultiplyAdd(b, b, high);
        }

        Vector512<float> tail = Lanes16.LoadPart(x + whole, length - whole);
        low = Vector256.FusedMultiplyAdd(tail.GetLower(), tail.GetLower(), low);
        high = Vector256.FusedMultiplyAdd(tail.GetUpper(), tail.GetUpper(), high);
        return Lanes16.Sum(Vector512.Create(low, high));
    }
}
