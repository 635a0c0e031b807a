using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Sums of sixteen registers at once, as a tree of shuffles: the sum of register i ends in lane i.</summary>
internal static class Avx512Fold
{
    /// <summary>Four registers to one: element i of each lane of four is a part of the sum of register i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Interleave(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector512<float> ab = Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);
        Vector512<float> cd = Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d);
        Vector512<double> low = Avx512F.UnpackLow(ab.AsDouble(), cd.AsDouble());
        Vector512<double> high = Avx512F.UnpackHigh(ab.AsDouble(), cd.AsDouble());
        return low.AsSingle() + high.AsSingle();
    }

    /// <summary>Adds the lanes of four of each register; those of the first come first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Join(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        // 0x88 takes lanes 0 and 2 of both, 0xDD lanes 1 and 3
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0x88) + Avx512F.Shuffle4x128(a, b, 0xDD);
        Vector512<float> cd = Avx512F.Shuffle4x128(c, d, 0x88) + Avx512F.Shuffle4x128(c, d, 0xDD);
        return Avx512F.Shuffle4x128(ab, cd, 0x88) + Avx512F.Shuffle4x128(ab, cd, 0xDD);
    }
}
