using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Activations of sixteen elements at once, all by one exponential.</summary>
internal static unsafe class SimdActivation
{
    public static void Run(Activation activation, float* x, float* y, int length)
    {
        switch (activation)
        {
            case Activation.Gelu:
                Map<GeluOf>(x, y, length);
                break;
            case Activation.GeluTanh:
                Map<GeluTanhOf>(x, y, length);
                break;
            case Activation.Tanh:
                Map<TanhOf>(x, y, length);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TOf>(float* x, float* y, int length)
        where TOf : struct, IOf
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            TOf.Of(Vector512.Load(x + i)).Store(y + i);
        }

        if (whole < length)
        {
            Lanes16.StorePart(TOf.Of(Lanes16.LoadPart(x + whole, length - whole)), y + whole, length - whole);
        }
    }

    private interface IOf
    {
        static abstract Vector512<float> Of(Vector512<float> x);
    }

    /// <summary>
    /// <c>Φ(-z) = p(t) e^(-z²/2) / 2</c> with <c>t = 1 / (1 + 0.3275911 z / √2)</c>, error below 0.75e-7. Hastings 1955; Abramowitz and Stegun
    /// 1964, 7.1.26.
    /// </summary>
    private readonly struct GeluOf : IOf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> x)
        {
            Vector512<float> size = Vector512.Abs(x);
            Vector512<float> t = Vector512<float>.One / Vector512.FusedMultiplyAdd(size, Vector512.Create(0.231641888f), Vector512<float>.One);
            Vector512<float> sum = Vector512.Create(0.5f * 1.061405429f);
            sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(0.5f * -1.453152027f));
            sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(0.5f * 1.421413741f));
            sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(0.5f * -0.284496736f));
            sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(0.5f * 0.254829592f));
            Vector512<float> tail = sum * t * VectorExp.Exp(size * size * -0.5f);
            return x * Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), tail, Vector512<float>.One - tail);
        }
    }

    /// <summary><c>x / (1 + e^(-2u))</c>, which is <c>x (1 + tanh u) / 2</c>.</summary>
    private readonly struct GeluTanhOf : IOf
    {
        private const float MinusTwiceRoot = -1.5957691216f; // -2 √(2/π)

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> x)
        {
            Vector512<float> cubic = Vector512.FusedMultiplyAdd(x * x, Vector512.Create(0.044715f * MinusTwiceRoot), Vector512.Create(MinusTwiceRoot));
            return x / (Vector512<float>.One + VectorExp.Exp(x * cubic));
        }
    }

    /// <summary><c>1 - 2 / (1 + e^(2x))</c>.</summary>
    private readonly struct TanhOf : IOf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> x)
        {
            Vector512<float> one = Vector512<float>.One;
            return one - (Vector512.Create(2f) / (one + VectorExp.Exp(x + x)));
        }
    }
}
