using System.Runtime.CompilerServices;

namespace Xinference.Kernels.Reference;

/// <summary>Plain floating-point types.</summary>
internal static unsafe class DequantizeFloats
{
    public static void F32(byte* source, float* target, int count) =>
        Unsafe.CopyBlockUnaligned(target, source, (uint)count * sizeof(float));

    public static void F16(byte* source, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = (float)Unsafe.ReadUnaligned<Half>(source + (2 * i));
        }
    }

    public static void BF16(byte* source, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = BFloat16.ToSingle(Unsafe.ReadUnaligned<ushort>(source + (2 * i)));
        }
    }

    public static void F64(byte* source, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = (float)Unsafe.ReadUnaligned<double>(source + (8L * i));
        }
    }

    /// <summary>OCP E4M3: bias 7, no infinities, all ones but the sign is not a number.</summary>
    public static void F8E4M3(byte* source, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int exponent = (source[i] >> 3) & 15;
            int mantissa = source[i] & 7;
            float magnitude = exponent == 0 ? float.ScaleB(mantissa, -9) : float.ScaleB(8 + mantissa, exponent - 10);
            magnitude = (source[i] & 0x7F) == 0x7F ? float.NaN : magnitude;
            target[i] = (source[i] & 0x80) != 0 ? -magnitude : magnitude;
        }
    }

    /// <summary>OCP E5M2: the upper byte of a binary16.</summary>
    public static void F8E5M2(byte* source, float* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = (float)BitConverter.UInt16BitsToHalf((ushort)(source[i] << 8));
        }
    }
}
