using System.Runtime.CompilerServices;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>Reads one group of 32 weights as stored: eight words of four unsigned codes each, in the order of the columns.</summary>
internal static unsafe class GroupCodes
{
    private const uint Nibbles = 0x0F0F0F0F;
    private const uint Ones = 0x01010101;

    /// <summary>Codes of group <paramref name="part"/> of the block at <paramref name="block"/>; blocks of 32 have but one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(DType type, byte* block, int part, uint* codes)
    {
        switch (type)
        {
            case DType.Q5_0:
                LowThenHigh((uint*)(block + 6), codes);
                AddBitsOfMask(Unsafe.ReadUnaligned<uint>(block + 2), codes);
                break;
            case DType.Q5_1:
                LowThenHigh((uint*)(block + 8), codes);
                AddBitsOfMask(Unsafe.ReadUnaligned<uint>(block + 4), codes);
                break;
            case DType.Q8_0:
                SignedToUnsigned((uint*)(block + 2), codes);
                break;
            case DType.Q4_K:
                ReadNibbles((uint*)&((BlockQ4_K*)block)->Quants, part, codes);
                break;
            case DType.Q5_K:
                ReadNibbles((uint*)&((BlockQ5_K*)block)->Quants, part, codes);
                AddUpperBits((uint*)&((BlockQ5_K*)block)->HighBits, part, 4, codes);
                break;
            case DType.Q6_K:
                ReadSixBits((BlockQ6_K*)block, part, codes);
                break;
            case DType.Q2_K:
                ReadPairs((uint*)&((BlockQ2_K*)block)->Quants, part, codes);
                break;
            case DType.Q3_K:
                ReadPairs((uint*)&((BlockQ3_K*)block)->Quants, part, codes);
                AddUpperBits((uint*)&((BlockQ3_K*)block)->HighBits, part, 2, codes);
                break;
            case DType.IQ4_XS:
                LowThenHigh((uint*)&((BlockIQ4_XS*)block)->Quants + (4 * part), codes);
                break;
            default:
                throw new NotSupportedException($"no panel layout for {type}");
        }
    }

    private static void LowThenHigh(uint* source, uint* codes)
    {
        for (int i = 0; i < 4; i++)
        {
            codes[i] = source[i] & Nibbles;
            codes[i + 4] = (source[i] >> 4) & Nibbles;
        }
    }

    private static void AddBitsOfMask(uint mask, uint* codes)
    {
        for (int i = 0; i < 32; i++)
        {
            ((byte*)codes)[i] |= (byte)(((mask >> i) & 1) << 4);
        }
    }

    private static void SignedToUnsigned(uint* source, uint* codes)
    {
        for (int i = 0; i < 8; i++)
        {
            codes[i] = source[i] ^ 0x80808080;
        }
    }

    /// <summary>64 columns share 32 bytes: the first group in the low nibbles, the second in the high ones.</summary>
    private static void ReadNibbles(uint* quants, int group, uint* codes)
    {
        uint* source = quants + (group / 2 * 8);
        for (int i = 0; i < 8; i++)
        {
            codes[i] = (source[i] >> (4 * (group % 2))) & Nibbles;
        }
    }

    /// <summary>128 columns share 32 bytes: one group in the lowest two bits of each, the next in those above.</summary>
    private static void ReadPairs(uint* quants, int group, uint* codes)
    {
        uint* source = quants + (group / 4 * 8);
        for (int i = 0; i < 8; i++)
        {
            codes[i] = (source[i] >> (2 * (group % 4))) & (3 * Ones);
        }
    }

    /// <summary>One bit of each code lies apart, in the bit of its group.</summary>
    private static void AddUpperBits(uint* high, int group, int place, uint* codes)
    {
        for (int i = 0; i < 8; i++)
        {
            codes[i] |= ((high[i] >> group) & Ones) << place;
        }
    }

    private static void ReadSixBits(BlockQ6_K* block, int group, uint* codes)
    {
        (int half, int quarter) = (group / 4, group % 4);
        uint* low = (uint*)&block->Low + (16 * half) + (8 * (quarter % 2));
        uint* high = (uint*)&block->High + (8 * half);
        for (int i = 0; i < 8; i++)
        {
            codes[i] = ((low[i] >> (4 * (quarter / 2))) & Nibbles) | (((high[i] >> (2 * quarter)) & (3 * Ones)) << 4);
        }
    }
}
