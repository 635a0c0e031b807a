using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>How the elements of a head stored as floats are read.</summary>
internal unsafe interface IKvFormat
{
    /// <summary>Bytes of an element.</summary>
    static abstract int ElementBytes { get; }

    /// <summary>Sixteen elements.</summary>
    static abstract Vector512<float> Load(byte* elements);
}

/// <summary><see cref="KvType.F32"/>.</summary>
internal readonly unsafe struct KvF32 : IKvFormat
{
    public static int ElementBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* elements) => Vector512.Load((float*)elements);
}

/// <summary><see cref="KvType.BF16"/>.</summary>
internal readonly unsafe struct KvBF16 : IKvFormat
{
    public static int ElementBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* elements) =>
        (Vector512.WidenLower(Vector256.Load((ushort*)elements).ToVector512Unsafe()) << 16).AsSingle();
}
