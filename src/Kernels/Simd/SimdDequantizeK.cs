using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Simd;

/// <summary>Super-blocks of 256, group by group.</summary>
internal static unsafe class SimdDequantizeK
{
    private const int Block = 256;
    private const int Group = 32;
    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q4_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ4_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = SimdDequantizeFloats.HalfToSingle(block->Scale);
            float minimum = SimdDequantizeFloats.HalfToSingle(block->Minimum);
            for (int group = 0; group < Block / Group; group++)
            {
                (int s, int m) = KScales.ScaleAndMinimum(ref block->Scales, group);
                byte* quants = (byte*)&block->Quants + (group / 2 * Group);
                FourBitGroup(quants, 4 * (group & 1), scale * s, minimum * m, target + (group * Group));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q5_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ5_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = SimdDequantizeFloats.HalfToSingle(block->Scale);
            float minimum = SimdDequantizeFloats.HalfToSingle(block->Minimum);
            for (int group = 0; group < Block / Group; group++)
            {
                (int s, int m) = KScales.ScaleAndMinimum(ref block->Scales, group);
                byte* quants = (byte*)&block->Quants + (group / 2 * Group);
                byte* high = (byte*)&block->HighBits;
                float* part = target + (group * Group);
                Affine(Nibbles(quants, group) | FifthBits(high, group), scale * s, minimum * m, part);
                Affine(Nibbles(quants + Lanes, group) | FifthBits(high + Lanes, group), scale * s, minimum * m, part + Lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q6_K(byte* source, float* target, int count)
    {
        for (var block = (BlockQ6_K*)source; count > 0; block++, target += Block, count -= Block)
        {
            float scale = SimdDequantizeFloats.HalfToSingle(block->Scale);
            for (int group = 0; group < Block / Lanes; group++)
            {
                // 128 elements: four runs of 32, each two groups long
                (int half, int run, int lane) = (group / 8, group / 2 % 4, group % 2 * Lanes);
                Vector128<byte> low = Nibbles((byte*)&block->Low + (64 * half) + (32 * (run % 2)) + lane, run / 2);
                Vector128<byte> high = Vector128.Load((byte*)&block->High + (32 * half) + lane) >>> (2 * run);
                Vector128<byte> quants = low | ((high & Vector128.Create((byte)3)) << 4);
                Vector512<float> factor = Vector512.Create(scale * block->Scales[group]);
                (Lanes16.ToSingle((quants - Vector128.Create((byte)32)).AsSByte()) * factor).Store(target + (group * Lanes));
            }
        }
    }

    /// <summary>Thirty-two nibbles of Q4_K: the sixteen values they can stand for are computed once and looked up in a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourBitGroup(byte* quants, int shift, float scale, float minimum, float* target)
    {
        if (!Avx512F.IsSupported)
        {
            Affine(Nibbles(quants, shift / 4), scale, minimum, target);
            Affine(Nibbles(quants + Lanes, shift / 4), scale, minimum, target + Lanes);
            return;
        }

        // the permutation heeds only the lowest four bits of an index
        Vector512<float> values = (Vector512.ConvertToSingle(Vector512<int>.Indices) * scale) - Vector512.Create(minimum);
        Avx512F.PermuteVar16x32(values, Avx512F.ConvertToVector512Int32(Vector128.Load(quants)) >>> shift).Store(target);
        Avx512F.PermuteVar16x32(values, Avx512F.ConvertToVector512Int32(Vector128.Load(quants + Lanes)) >>> shift).Store(target + Lanes);
    }

    /// <summary>Low nibbles of sixteen bytes for an even group, high ones for an odd one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Nibbles(byte* quants, int group) =>
        (Vector128.Load(quants) >>> (4 * (group & 1))) & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FifthBits(byte* high, int group) =>
        ((Vector128.Load(high) >>> group) & Vector128.Create((byte)1)) << 4;

    /// <summary><c>quant · scale − minimum</c>; the product is exact, so that fusing it would change nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Affine(Vector128<byte> quants, float scale, float minimum, float* target) =>
        ((Lanes16.ToSingle(quants) * Vector512.Create(scale)) - Vector512.Create(minimum)).Store(target);
}
