using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Simd;

/// <summary>Blocks of 32 in which a nibble stands for one of sixteen values.</summary>
internal static unsafe class SimdDequantizeNibbles
{
    private const int Block = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q4_0(byte* source, float* target, int count)
    {
        Vector128<sbyte> table = Vector128.Create(-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7);
        for (var block = (BlockQ4_0*)source; count > 0; block++, target += Block, count -= Block)
        {
            LookUp(table, (byte*)&block->Quants, SimdDequantizeFloats.HalfToSingle(block->Scale), target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void IQ4_NL(byte* source, float* target, int count)
    {
        Vector128<sbyte> table = Vector128.Create(DequantizeCodebook.NonLinear);
        for (var block = (BlockIQ4_NL*)source; count > 0; block++, target += Block, count -= Block)
        {
            LookUp(table, (byte*)&block->Quants, SimdDequantizeFloats.HalfToSingle(block->Scale), target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MXFP4(byte* source, float* target, int count)
    {
        Vector128<sbyte> table = Vector128.Create(DequantizeCodebook.TwiceE2M1);
        for (var block = (BlockMXFP4*)source; count > 0; block++, target += Block, count -= Block)
        {
            LookUp(table, (byte*)&block->Quants, DequantizeCodebook.HalfOfE8M0(block->Exponent), target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LookUp(Vector128<sbyte> table, byte* quants, float scale, float* target)
    {
        Vector128<byte> pairs = Vector128.Load(quants);
        Vector512<float> factor = Vector512.Create(scale);
        if (Avx512F.IsSupported)
        {
            // the table scaled once, then looked up in one register: the permutation heeds only the lowest four bits of an index
            Vector512<float> scaled = Lanes16.ToSingle(table) * factor;
            Vector512<int> indices = Avx512F.ConvertToVector512Int32(pairs);
            Avx512F.PermuteVar16x32(scaled, indices).Store(target);
            Avx512F.PermuteVar16x32(scaled, indices >>> 4).Store(target + (Block / 2));
            return;
        }

        (Lanes16.ToSingle(Vector128.ShuffleNative(table, (pairs & Vector128.Create((byte)15)).AsSByte())) * factor).Store(target);
        (Lanes16.ToSingle(Vector128.ShuffleNative(table, (pairs >>> 4).AsSByte())) * factor).Store(target + (Block / 2));
    }
}
