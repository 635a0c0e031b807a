using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>How elements of a stored head become floats.</summary>
internal unsafe interface IKvFormat
{
    /// <summary>Bytes of an element.</summary>
    static abstract int ElementBytes { get; }

    /// <summary>Bytes of the scale behind the elements.</summary>
    static abstract int ScaleBytes { get; }

    /// <summary>Sixteen elements, still to be multiplied with <see cref="Scale"/>.</summary>
    static abstract Vector512<float> Load(byte* elements);

    /// <summary>Scale of a head.</summary>
    static abstract float Scale(byte* head, int headDim);
}

/// <summary><see cref="KvType.F32"/>.</summary>
internal readonly unsafe struct KvF32 : IKvFormat
{
    public static int ElementBytes => sizeof(float);

    public static int ScaleBytes => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* elements) => Vector512.Load((float*)elements);

    public static float Scale(byte* head, int headDim) => 1;
}

/// <summary><see cref="KvType.BF16"/>.</summary>
internal readonly unsafe struct KvBF16 : IKvFormat
{
    public static int ElementBytes => sizeof(ushort);

    public static int ScaleBytes => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* elements) =>
        (Vector512.WidenLower(Vector256.Load((ushort*)elements).ToVector512Unsafe()) << 16).AsSingle();

    public static float Scale(byte* head, int headDim) => 1;
}

/// <summary><see cref="KvType.Int8"/>.</summary>
internal readonly unsafe struct KvInt8 : IKvFormat
{
    public static int ElementBytes => sizeof(sbyte);

    public static int ScaleBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* elements) => Lanes16.ToSingle(Vector128.Load((sbyte*)elements));

    public static float Scale(byte* head, int headDim) => Unsafe.ReadUnaligned<float>(head + headDim);
}
