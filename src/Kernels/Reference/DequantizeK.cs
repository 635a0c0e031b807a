using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>Super-blocks of 256: <see cref="BlockQ4_K"/> and its kin hold the formulas.</summary>
internal static unsafe class DequantizeK
{
    private const int Block = 256;

    public static void Q2_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ2_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            for (int i = 0; i < Block; i++)
            {
                int scales = block->Scales[i / 16];
                float scale = (float)block->Scale * (scales & 15);
                float minimum = (float)block->Minimum * (scales >> 4);
                target[i] = (scale * TwoBits(ref block->Quants, i)) - minimum;
            }
        }
    }

    public static void Q3_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ3_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            for (int i = 0; i < Block; i++)
            {
                float scale = (float)block->Scale * (KScales.SixBit(ref block->Scales, i / 16) - 32);
                int third = (block->HighBits[i % 32] >> (i / 32)) & 1;
                target[i] = scale * (TwoBits(ref block->Quants, i) + (4 * third) - 4);
            }
        }
    }

    public static void Q4_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ4_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            for (int i = 0; i < Block; i++)
            {
                (int scale, int minimum) = KScales.ScaleAndMinimum(ref block->Scales, i / 32);
                int quant = FourBits(ref block->Quants, i);
                target[i] = ((float)block->Scale * scale * quant) - ((float)block->Minimum * minimum);
            }
        }
    }

    public static void Q5_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ5_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            for (int i = 0; i < Block; i++)
            {
                (int scale, int minimum) = KScales.ScaleAndMinimum(ref block->Scales, i / 32);
                int fifth = (block->HighBits[i % 32] >> (i / 32)) & 1;
                int quant = FourBits(ref block->Quants, i) | (fifth << 4);
                target[i] = ((float)block->Scale * scale * quant) - ((float)block->Minimum * minimum);
            }
        }
    }

    public static void Q6_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ6_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            for (int i = 0; i < Block; i++)
            {
                (int half, int group, int lane) = (i / 128, i / 32 % 4, i % 32);
                int low = (block->Low[(64 * half) + (32 * (group % 2)) + lane] >> (4 * (group / 2))) & 15;
                int high = (block->High[(32 * half) + lane] >> (2 * group)) & 3;
                target[i] = (float)block->Scale * block->Scales[i / 16] * ((low | (high << 4)) - 32);
            }
        }
    }

    /// <summary>Element <paramref name="i"/>: 128 elements share 32 bytes, 32 of them the same two bits.</summary>
    private static int TwoBits(ref Bytes64 quants, int i) => (quants[(i / 128 * 32) + (i % 32)] >> (2 * (i / 32 % 4))) & 3;

    /// <summary>Element <paramref name="i"/>: 64 elements share 32 bytes, 32 of them the same nibble.</summary>
    private static int FourBits(ref Bytes128 quants, int i) => (quants[(i / 64 * 32) + (i % 32)] >> (4 * (i / 32 % 2))) & 15;
}
