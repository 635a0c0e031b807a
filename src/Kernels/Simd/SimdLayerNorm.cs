using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Layer norm in sixteen lanes: mean, then centred squares, then the scaled row.</summary>
internal static unsafe class SimdLayerNorm
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, float* weight, float* bias, float epsilon, float* y, int length)
    {
        int whole = length - (length % Lanes16.Count);
        float mean = Sum(x, whole, length) / length;
        float inverse = 1 / MathF.Sqrt((SquaresAround(mean, x, whole, length) / length) + epsilon);
        Vector512<float> means = Vector512.Create(mean);
        Vector512<float> inverses = Vector512.Create(inverse);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            Vector512<float> normed = (Vector512.Load(x + i) - means) * inverses;
            Vector512<float> shift = bias is null ? Vector512<float>.Zero : Vector512.Load(bias + i);
            Vector512.FusedMultiplyAdd(normed, Vector512.Load(weight + i), shift).Store(y + i);
        }

        for (int i = whole; i < length; i++)
        {
            y[i] = MathF.FusedMultiplyAdd((x[i] - mean) * inverse, weight[i], bias is null ? 0 : bias[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* x, int whole, int length)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            sum += Vector512.Load(x + i);
        }

        return Lanes16.Sum(sum + Lanes16.LoadPart(x + whole, length - whole));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SquaresAround(float mean, float* x, int whole, int length)
    {
        Vector512<float> means = Vector512.Create(mean);
        Vector512<float> squares = Vector512<float>.Zero;
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            Vector512<float> centred = Vector512.Load(x + i) - means;
            squares = Vector512.FusedMultiplyAdd(centred, centred, squares);
        }

        float rest = 0;
        for (int i = whole; i < length; i++)
        {
            rest = MathF.FusedMultiplyAdd(x[i] - mean, x[i] - mean, rest);
        }

        return Lanes16.Sum(squares) + rest;
    }
}
