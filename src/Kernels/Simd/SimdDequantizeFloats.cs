using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Simd;

/// <summary>16-bit floats, sixteen at a time.</summary>
internal static unsafe class SimdDequantizeFloats
{
    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void F16(byte* source, float* target, int count)
    {
        int i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            HalfToSingle(Widen(source + (2 * i))).Store(target + i);
        }

        DequantizeFloats.F16(source + (2 * i), target + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BF16(byte* source, float* target, int count)
    {
        int i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            (Widen(source + (2 * i)) << 16).AsSingle().Store(target + i);
        }

        DequantizeFloats.BF16(source + (2 * i), target + i, count - i);
    }

    /// <summary>One binary16, faster than the runtime's conversion; exact, subnormals included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float HalfToSingle(Half value)
    {
        // in vector registers throughout: moving to the integer side and back costs more than the arithmetic
        Vector128<uint> bits = Vector128.CreateScalarUnsafe((uint)BitConverter.HalfToUInt16Bits(value));
        Vector128<uint> moved = (bits & Vector128.Create(0x7FFFu)) << 13;
        Vector128<int> infinite = Vector128.GreaterThan(moved.AsInt32(), Vector128.Create((0x7C00 << 13) - 1));
        Vector128<uint> special = infinite.AsUInt32() & Vector128.Create(0x7F800000u);
        Vector128<uint> sign = (bits & Vector128.Create(0x8000u)) << 16;
        Vector128<float> magnitude = moved.AsSingle() * Vector128.Create(ExponentGap).AsSingle();
        return (magnitude.AsUInt32() | special | sign).AsSingle().ToScalar();
    }

    /// <summary>2^112: the bias of binary32 less that of binary16.</summary>
    private const uint ExponentGap = (127 + 127 - 15) << 23;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Widen(byte* source) => Vector512.WidenLower(Vector256.Load((ushort*)source).ToVector512Unsafe());

    /// <summary>
    /// Moves exponent and mantissa into place and lets a multiplication correct the bias, which also makes subnormals
    /// normal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> HalfToSingle(Vector512<uint> bits)
    {
        Vector512<uint> moved = (bits & Vector512.Create(0x7FFFu)) << 13;
        Vector512<int> infinite = Vector512.GreaterThan(moved.AsInt32(), Vector512.Create((0x7C00 << 13) - 1));
        Vector512<uint> special = infinite.AsUInt32() & Vector512.Create(0x7F800000u);
        Vector512<uint> sign = (bits & Vector512.Create(0x8000u)) << 16;
        Vector512<float> magnitude = moved.AsSingle() * Vector512.Create(ExponentGap).AsSingle();
        return (magnitude.AsUInt32() | special | sign).AsSingle();
    }
}
