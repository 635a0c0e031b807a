using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>Across the lanes of one AVX register, as a tree of fixed shape: lane i with i + 4, then i + 2, i + 1.</summary>
internal static class Lanes8
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> lanes)
    {
        Vector128<float> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> two = four + Sse.MoveHighToLow(four, four);
        return two[0] + two[1];
    }

    /// <summary>The largest lane, where all are numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> lanes)
    {
        Vector128<float> four = Sse.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> two = Sse.Max(four, Sse.MoveHighToLow(four, four));
        return Sse.MaxScalar(two, Sse.Shuffle(two, two, 1))[0];
    }
}
