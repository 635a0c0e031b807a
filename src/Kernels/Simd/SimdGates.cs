using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>What stands between two matrix products of a feed-forward block, element by element.</summary>
internal static unsafe class SimdGates
{
    /// <summary>A function of a gate and what it lets through.</summary>
    private interface IGate
    {
        static abstract Vector512<float> Apply(Vector512<float> gate, Vector512<float> up);
    }

    public static void SiluMultiply(float* gate, float* up, float* y, int length) => Run<Silu>(gate, up, y, length);

    public static void GeluMultiply(float* gate, float* up, float* y, int length) => Run<GeluGate>(gate, up, y, length);

    public static void ClampedSwiglu(float* gate, float* up, float* y, int length) => Run<Clamped>(gate, up, y, length);

    /// <summary><c>cap · tanh(x / cap)</c>, in place.</summary>
    public static void SoftCap(float* x, float cap, int length)
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            Capped(Vector512.Load(x + i), cap).Store(x + i);
        }

        if (whole < length)
        {
            Lanes16.StorePart(Capped(Lanes16.LoadPart(x + whole, length - whole), cap), x + whole, length - whole);
        }
    }

    private static void Run<TGate>(float* gate, float* up, float* y, int length)
        where TGate : struct, IGate
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            TGate.Apply(Vector512.Load(gate + i), Vector512.Load(up + i)).Store(y + i);
        }

        if (whole < length)
        {
            int rest = length - whole;
            Lanes16.StorePart(TGate.Apply(Lanes16.LoadPart(gate + whole, rest), Lanes16.LoadPart(up + whole, rest)), y + whole, rest);
        }
    }

    // tanh z = 1 - 2 / (1 + e^2z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Capped(Vector512<float> x, float cap)
    {
        Vector512<float> power = VectorExp.Exp(x * (2 / cap));
        return Vector512.Create(cap) * (Vector512<float>.One - (Vector512.Create(2f) / (Vector512<float>.One + power)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + VectorExp.Exp(-x));

    // (1 + tanh z) / 2 = 1 / (1 + e^-2z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gelu(Vector512<float> x)
    {
        Vector512<float> cube = x * x * x;
        Vector512<float> twice = Vector512.FusedMultiplyAdd(cube, Vector512.Create(GeluTanh.Cubic), x) * GeluTanh.Slope;
        return x / (Vector512<float>.One + VectorExp.Exp(-twice));
    }

    private readonly struct Silu : IGate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> gate, Vector512<float> up) =>
            gate / (Vector512<float>.One + VectorExp.Exp(-gate)) * up;
    }

    private readonly struct GeluGate : IGate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> gate, Vector512<float> up) => Gelu(gate) * up;
    }

    private readonly struct Clamped : IGate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> gate, Vector512<float> up)
        {
            Vector512<float> limit = Vector512.Create(ClampedGate.Limit);
            Vector512<float> bounded = Vector512.Min(gate, limit);
            Vector512<float> through = Vector512.Max(Vector512.Min(up, limit), -limit) + Vector512<float>.One;
            return bounded * Sigmoid(bounded * ClampedGate.Slope) * through;
        }
    }
}
