using System.Runtime.CompilerServices;
using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>Blocks of 32 with one scale: <see cref="BlockQ4_0"/> and its kin hold the formulas.</summary>
internal static unsafe class DequantizeLegacy
{
    private const int Block = 32;
    private const int Half = Block / 2;

    public static void Q4_0(byte* source, float* target, int count)
    {
        for (var block = (BlockQ4_0*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = (float)block->Scale;
            for (int j = 0; j < Half; j++)
            {
                target[j] = ((block->Quants[j] & 15) - 8) * scale;
                target[j + Half] = ((block->Quants[j] >> 4) - 8) * scale;
            }
        }
    }

    public static void Q4_1(byte* source, float* target, int count)
    {
        for (var block = (BlockQ4_1*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = (float)block->Scale;
            float minimum = (float)block->Minimum;
            for (int j = 0; j < Half; j++)
            {
                target[j] = ((block->Quants[j] & 15) * scale) + minimum;
                target[j + Half] = ((block->Quants[j] >> 4) * scale) + minimum;
            }
        }
    }

    public static void Q5_0(byte* source, float* target, int count)
    {
        for (var block = (BlockQ5_0*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = (float)block->Scale;
            uint high = HighBits(block->HighBits);
            for (int j = 0; j < Half; j++)
            {
                target[j] = (((block->Quants[j] & 15) | FifthBit(high, j)) - 16) * scale;
                target[j + Half] = (((block->Quants[j] >> 4) | FifthBit(high, j + Half)) - 16) * scale;
            }
        }
    }

    public static void Q5_1(byte* source, float* target, int count)
    {
        for (var block = (BlockQ5_1*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = (float)block->Scale;
            float minimum = (float)block->Minimum;
            uint high = HighBits(block->HighBits);
            for (int j = 0; j < Half; j++)
            {
                target[j] = (((block->Quants[j] & 15) | FifthBit(high, j)) * scale) + minimum;
                target[j + Half] = (((block->Quants[j] >> 4) | FifthBit(high, j + Half)) * scale) + minimum;
            }
        }
    }

    public static void Q8_0(byte* source, float* target, int count)
    {
        for (var block = (BlockQ8_0*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = (float)block->Scale;
            for (int j = 0; j < Block; j++)
            {
                target[j] = block->Quants[j] * scale;
            }
        }
    }

    private static uint HighBits(Bytes4 bytes) => Unsafe.BitCast<Bytes4, uint>(bytes);

    private static int FifthBit(uint high, int element) => (int)((high >> element) & 1) << 4;
}
