using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Vectorised readers for the types models mostly ship in, bit-equal to <see cref="Dequantizer"/>, which reads all
/// others.
/// </summary>
internal static unsafe class SimdDequantizer
{
    /// <summary>The function that reads a type: source, target, count.</summary>
    public static delegate*<byte*, float*, int, void> For(DType type) => type switch
    {
        DType.F16 => &SimdDequantizeFloats.F16,
        DType.BF16 => &SimdDequantizeFloats.BF16,
        DType.Q4_0 => &SimdDequantizeNibbles.Q4_0,
        DType.IQ4_NL => &SimdDequantizeNibbles.IQ4_NL,
        DType.MXFP4 => &SimdDequantizeNibbles.MXFP4,
        DType.Q8_0 => &SimdDequantizeBytes.Q8_0,
        DType.Q5_0 => &SimdDequantizeBytes.Q5_0,
        DType.Q4_K => &SimdDequantizeK.Q4_K,
        DType.Q5_K => &SimdDequantizeK.Q5_K,
        DType.Q6_K => &SimdDequantizeK.Q6_K,
        _ => Dequantizer.For(type),
    };
}
