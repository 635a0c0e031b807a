using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xinference.Tensors;

namespace Xinference.Kernels.Simd;

/// <summary>Blocks of 32 with one scale whose quants are bytes, or become bytes first.</summary>
internal static unsafe class SimdDequantizeBytes
{
    private const int Block = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q8_0(byte* source, float* target, int count)
    {
        for (var block = (BlockQ8_0*)source; count > 0; block++, target += Block, count -= Block)
        {
            Vector512<float> scale = Vector512.Create(SimdDequantizeFloats.HalfToSingle(block->Scale));
            sbyte* quants = (sbyte*)&block->Quants;
            (Lanes16.ToSingle(Vector128.Load(quants)) * scale).Store(target);
            (Lanes16.ToSingle(Vector128.Load(quants + 16)) * scale).Store(target + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q5_0(byte* source, float* target, int count)
    {
        for (var block = (BlockQ5_0*)source; count > 0; block++, target += Block, count -= Block)
        {
            Vector512<float> scale = Vector512.Create(SimdDequantizeFloats.HalfToSingle(block->Scale));
            Vector128<byte> pairs = Vector128.Load((byte*)&block->Quants);
            uint high = Unsafe.BitCast<Bytes4, uint>(block->HighBits);
            Vector128<byte> first = (pairs & Vector128.Create((byte)15)) | FifthBits((ushort)high);
            Vector128<byte> second = (pairs >>> 4) | FifthBits((ushort)(high >> 16));
            Vector128<byte> middle = Vector128.Create((byte)16);
            (Lanes16.ToSingle((first - middle).AsSByte()) * scale).Store(target);
            (Lanes16.ToSingle((second - middle).AsSByte()) * scale).Store(target + 16);
        }
    }

    /// <summary>16 where a bit is set, one byte for each of sixteen bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FifthBits(ushort bits)
    {
        const ulong EveryByte = 0x0101010101010101;
        Vector128<byte> spread = Vector128.Create((bits & 0xFFu) * EveryByte, ((uint)bits >> 8) * EveryByte).AsByte();
        Vector128<byte> select = Vector128.Create(0x8040201008040201ul).AsByte();
        return Vector128.Equals(spread & select, select) & Vector128.Create((byte)16);
    }
}
