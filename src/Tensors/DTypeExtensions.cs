using System.Collections.Frozen;

namespace Xinference.Tensors;

/// <summary>Sizes and names of the <see cref="DType"/> members.</summary>
public static class DTypeExtensions
{
    private static readonly FrozenDictionary<DType, (int Elements, int Bytes)> Blocks = new Dictionary<DType, (int, int)>
    {
        [DType.F32] = (1, 4),
        [DType.F16] = (1, 2),
        [DType.BF16] = (1, 2),
        [DType.F64] = (1, 8),
        [DType.F8E4M3] = (1, 1),
        [DType.F8E5M2] = (1, 1),
        [DType.Bool] = (1, 1),
        [DType.U8] = (1, 1),
        [DType.I8] = (1, 1),
        [DType.U16] = (1, 2),
        [DType.I16] = (1, 2),
        [DType.U32] = (1, 4),
        [DType.I32] = (1, 4),
        [DType.U64] = (1, 8),
        [DType.I64] = (1, 8),
        [DType.Q4_0] = (32, 18),
        [DType.Q4_1] = (32, 20),
        [DType.Q5_0] = (32, 22),
        [DType.Q5_1] = (32, 24),
        [DType.Q8_0] = (32, 34),
        [DType.Q8_1] = (32, 36),
        [DType.Q2_K] = (256, 84),
        [DType.Q3_K] = (256, 110),
        [DType.Q4_K] = (256, 144),
        [DType.Q5_K] = (256, 176),
        [DType.Q6_K] = (256, 210),
        [DType.Q8_K] = (256, 292),
        [DType.IQ1_S] = (256, 50),
        [DType.IQ1_M] = (256, 56),
        [DType.IQ2_XXS] = (256, 66),
        [DType.IQ2_XS] = (256, 74),
        [DType.IQ2_S] = (256, 82),
        [DType.IQ3_XXS] = (256, 98),
        [DType.IQ3_S] = (256, 110),
        [DType.IQ4_NL] = (32, 18),
        [DType.IQ4_XS] = (256, 136),
        [DType.TQ1_0] = (256, 54),
        [DType.TQ2_0] = (256, 66),
        [DType.MXFP4] = (32, 17),
        [DType.NVFP4] = (64, 36),
        [DType.I4] = (2, 1),
    }.ToFrozenDictionary();

    /// <summary>Elements in one block; 1 for plain types.</summary>
    public static int BlockElements(this DType type) => Blocks[type].Elements;

    /// <summary>Bytes of one block; the element size for plain types.</summary>
    public static int BlockBytes(this DType type) => Blocks[type].Bytes;

    /// <summary>Whether several elements share a block.</summary>
    public static bool IsQuantized(this DType type) => type.BlockElements() > 1;

    /// <summary>Bytes that <paramref name="elements"/> elements take.</summary>
    /// <exception cref="ArgumentException"><paramref name="elements"/> is negative or no whole number of blocks.</exception>
    /// <exception cref="OverflowException">The size does not fit a <see cref="long"/>.</exception>
    public static long ByteCount(this DType type, long elements)
    {
        (int blockElements, int blockBytes) = Blocks[type];
        if (elements < 0 || elements % blockElements != 0)
        {
            throw new ArgumentException($"{elements} elements are no whole number of {type} blocks of {blockElements}", nameof(elements));
        }

        return checked(elements / blockElements * blockBytes);
    }
}
