using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>
/// Stored weights as floats, one element at a time, by the formulas of the GGUF specification. Every product is rounded to float in the
/// order the formulas are written, so that other rungs can be compared bit for bit.
/// </summary>
public static unsafe class Dequantizer
{
    /// <summary>Whether the type can be dequantised.</summary>
    public static bool Supports(DType type) => Find(type) is not null;

    /// <summary>Reads <paramref name="count"/> elements into <paramref name="target"/>.</summary>
    /// <param name="type">How they are stored.</param>
    /// <param name="source">First byte of a block; any alignment.</param>
    /// <param name="target"><c>[count]</c>.</param>
    /// <param name="count">A whole number of blocks.</param>
    /// <exception cref="NotSupportedException">The type is not supported.</exception>
    /// <exception cref="ArgumentException"><paramref name="count"/> is no whole number of blocks.</exception>
    public static void Read(DType type, byte* source, float* target, int count)
    {
        _ = type.ByteCount(count);
        For(type)(source, target, count);
    }

    /// <summary>The function that reads a type: source, target, count.</summary>
    internal static delegate*<byte*, float*, int, void> For(DType type)
    {
        delegate*<byte*, float*, int, void> read = Find(type);
        return read is not null
            ? read
            : throw new NotSupportedException($"weights stored as {type} cannot be read; use a file with another type, for instance Q8_0 or Q4_K");
    }

    private static delegate*<byte*, float*, int, void> Find(DType type) => type switch
    {
        DType.F32 => &DequantizeFloats.F32,
        DType.F16 => &DequantizeFloats.F16,
        DType.BF16 => &DequantizeFloats.BF16,
        DType.F64 => &DequantizeFloats.F64,
        DType.F8E4M3 => &DequantizeFloats.F8E4M3,
        DType.F8E5M2 => &DequantizeFloats.F8E5M2,
        DType.Q4_0 => &DequantizeLegacy.Q4_0,
        DType.Q4_1 => &DequantizeLegacy.Q4_1,
        DType.Q5_0 => &DequantizeLegacy.Q5_0,
        DType.Q5_1 => &DequantizeLegacy.Q5_1,
        DType.Q8_0 => &DequantizeLegacy.Q8_0,
        DType.Q2_K => &DequantizeK.Q2_K,
        DType.Q3_K => &DequantizeK.Q3_K,
        DType.Q4_K => &DequantizeK.Q4_K,
        DType.Q5_K => &DequantizeK.Q5_K,
        DType.Q6_K => &DequantizeK.Q6_K,
        DType.IQ4_NL => &DequantizeCodebook.IQ4_NL,
        DType.IQ4_XS => &DequantizeCodebook.IQ4_XS,
        DType.MXFP4 => &DequantizeCodebook.MXFP4,
        _ => null,
    };
}
