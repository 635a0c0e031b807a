namespace Xinference.Tensors;

/// <summary>
/// How the elements of a tensor are stored. Block types (Q…, IQ…, TQ…, MXFP4, NVFP4) follow the layouts of the GGUF specification;
/// <see cref="DTypeExtensions.BlockElements"/> and <see cref="DTypeExtensions.BlockBytes"/> give their sizes.
/// </summary>
public enum DType
{
    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a binary32.</summary>
    BF16,

    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>FP8 with 4 exponent and 3 mantissa bits (OCP E4M3).</summary>
    F8E4M3,

    /// <summary>FP8 with 5 exponent and 2 mantissa bits (OCP E5M2).</summary>
    F8E5M2,

    /// <summary>8-bit boolean.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>4-bit, 32 per block, scale.</summary>
    Q4_0,

    /// <summary>4-bit, 32 per block, scale and minimum.</summary>
    Q4_1,

    /// <summary>5-bit, 32 per block, scale.</summary>
    Q5_0,

    /// <summary>5-bit, 32 per block, scale and minimum.</summary>
    Q5_1,

    /// <summary>8-bit, 32 per block, scale.</summary>
    Q8_0,

    /// <summary>8-bit, 32 per block, scale and sum.</summary>
    Q8_1,

    /// <summary>2-bit super-blocks of 256.</summary>
    Q2_K,

    /// <summary>3-bit super-blocks of 256.</summary>
    Q3_K,

    /// <summary>4-bit super-blocks of 256.</summary>
    Q4_K,

    /// <summary>5-bit super-blocks of 256.</summary>
    Q5_K,

    /// <summary>6-bit super-blocks of 256.</summary>
    Q6_K,

    /// <summary>8-bit super-blocks of 256.</summary>
    Q8_K,

    /// <summary>1.56 bits a weight, codebook, super-blocks of 256.</summary>
    IQ1_S,

    /// <summary>1.75 bits a weight, codebook, super-blocks of 256.</summary>
    IQ1_M,

    /// <summary>2.06 bits a weight, codebook, super-blocks of 256.</summary>
    IQ2_XXS,

    /// <summary>2.31 bits a weight, codebook, super-blocks of 256.</summary>
    IQ2_XS,

    /// <summary>2.56 bits a weight, codebook, super-blocks of 256.</summary>
    IQ2_S,

    /// <summary>3.06 bits a weight, codebook, super-blocks of 256.</summary>
    IQ3_XXS,

    /// <summary>3.44 bits a weight, codebook, super-blocks of 256.</summary>
    IQ3_S,

    /// <summary>4-bit non-linear, 32 per block.</summary>
    IQ4_NL,

    /// <summary>4-bit non-linear, super-blocks of 256.</summary>
    IQ4_XS,

    /// <summary>Ternary, 1.69 bits a weight, super-blocks of 256.</summary>
    TQ1_0,

    /// <summary>Ternary, 2.06 bits a weight, super-blocks of 256.</summary>
    TQ2_0,

    /// <summary>4-bit floats (E2M1) with a shared E8M0 exponent per 32 (OCP MX).</summary>
    MXFP4,

    /// <summary>4-bit floats (E2M1) with an E4M3 scale per 16, 64 per block.</summary>
    NVFP4,

    /// <summary>4-bit integers whose scales, zero points and order lie apart, see <see cref="TensorScales"/>.</summary>
    I4,
}
