using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>Blocks whose 4-bit quants index a table: <see cref="BlockIQ4_NL"/> and its kin hold the formulas.</summary>
internal static unsafe class DequantizeCodebook
{
    private const int Group = 32;
    private const int Half = Group / 2;
    private const int GroupsOfXs = 8;

    public static void IQ4_NL(byte* source, float* target, int count)
    {
        for (var block = (BlockIQ4_NL*)source; count > 0; block++, target += Group, count -= Group)
        {
            LookUp(NonLinear, (byte*)&block->Quants, (float)block->Scale, target);
        }
    }

    public static void IQ4_XS(byte* source, float* target, int count)
    {
        for (var block = (BlockIQ4_XS*)source; count > 0; block++, count -= GroupsOfXs * Group)
        {
            for (int group = 0; group < GroupsOfXs; group++, target += Group)
            {
                LookUp(NonLinear, (byte*)&block->Quants + (group * Half), (float)block->Scale * ScaleOfXs(block, group), target);
            }
        }
    }

    public static void MXFP4(byte* source, float* target, int count)
    {
        for (var block = (BlockMXFP4*)source; count > 0; block++, target += Group, count -= Group)
        {
            LookUp(TwiceE2M1, (byte*)&block->Quants, HalfOfE8M0(block->Exponent), target);
        }
    }

    /// <summary>The table of IQ4_NL and IQ4_XS.</summary>
    internal static ReadOnlySpan<sbyte> NonLinear => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>E2M1 times two, so that it is whole; a zero keeps no sign.</summary>
    internal static ReadOnlySpan<sbyte> TwiceE2M1 => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    /// <summary>Half of the shared scale: <c>2^(exponent − 128)</c>, NaN for 255; the smallest two are subnormal.</summary>
    internal static float HalfOfE8M0(byte exponent) => exponent == byte.MaxValue ? float.NaN : float.ScaleB(1, exponent - 128);

    /// <summary>Scale of one group of IQ4_XS, -32…31.</summary>
    internal static int ScaleOfXs(BlockIQ4_XS* block, int group)
    {
        int low = (block->ScalesLow[group / 2] >> (4 * (group % 2))) & 15;
        int high = (block->ScalesHigh >> (2 * group)) & 3;
        return (low | (high << 4)) - 32;
    }

    private static void LookUp(ReadOnlySpan<sbyte> table, byte* quants, float scale, float* target)
    {
        for (int j = 0; j < Half; j++)
        {
            target[j] = table[quants[j] & 15] * scale;
            target[j + Half] = table[quants[j] >> 4] * scale;
        }
    }
}
