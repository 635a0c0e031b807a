using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Sixteen floats: every sum of the SIMD rung runs in sixteen lanes whatever the width of the machine's vectors, so that its bits are
/// the same on all of them.
/// </summary>
internal static unsafe class Lanes16
{
    public const int Count = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToSingle(Vector128<sbyte> bytes)
    {
        if (Avx512F.IsSupported)
        {
            return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        }

        Vector256<short> words = Vector256.WidenLower(bytes.ToVector256Unsafe());
        return Vector512.ConvertToSingle(Vector512.WidenLower(words.ToVector512Unsafe()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToSingle(Vector128<byte> bytes)
    {
        if (Avx512F.IsSupported)
        {
            return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        }

        Vector256<ushort> words = Vector256.WidenLower(bytes.ToVector256Unsafe());
        return Vector512.ConvertToSingle(Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32());
    }

    /// <summary>The sum of the lanes as a tree of fixed shape: lane i with i + 8, then i + 4, i + 2, i + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> lanes)
    {
        Vector256<float> eight = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return four[0] + four[2] + (four[1] + four[3]);
    }

    /// <summary>The largest lane; a NaN wins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> lanes)
    {
        Vector256<float> eight = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[2]), MathF.Max(four[1], four[3]));
    }

    /// <summary>The first <paramref name="count"/> (below 16) floats, the other lanes zero.</summary>
    public static Vector512<float> LoadPart(float* source, int count)
    {
        float* part = stackalloc float[Count];
        for (int i = 0; i < Count; i++)
        {
            part[i] = i < count ? source[i] : 0;
        }

        return Vector512.Load(part);
    }

    /// <summary>Stores the first <paramref name="count"/> (below 16) lanes.</summary>
    public static void StorePart(Vector512<float> lanes, float* target, int count)
    {
        float* part = stackalloc float[Count];
        lanes.Store(part);
        for (int i = 0; i < count; i++)
        {
            target[i] = part[i];
        }
    }
}
