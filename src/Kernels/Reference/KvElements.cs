using System.Runtime.CompilerServices;

namespace Xinference.Kernels.Reference;

/// <summary>One stored key or value head, element by element. <see cref="KvLayout.HeadBytes"/> tells where things lie.</summary>
internal static unsafe class KvElements
{
    public static void Write(KvLayout layout, float* source, byte* head)
    {
        switch (layout.Type)
        {
            case KvType.F32:
                Unsafe.CopyBlockUnaligned(head, source, (uint)layout.HeadBytes);
                break;
            case KvType.BF16:
                WriteBF16(source, (ushort*)head, layout.HeadDim);
                break;
            case KvType.Int8:
                WriteInt8(source, (sbyte*)head, layout.HeadDim);
                break;
        }
    }

    public static float Read(KvLayout layout, byte* head, int element) => layout.Type switch
    {
        KvType.F32 => ((float*)head)[element],
        KvType.BF16 => BFloat16.ToSingle(((ushort*)head)[element]),
        KvType.Int8 => ((sbyte*)head)[element] * Unsafe.ReadUnaligned<float>(head + layout.HeadDim),
    };

    private static void WriteBF16(float* source, ushort* head, int length)
    {
        for (int i = 0; i < length; i++)
        {
            head[i] = BFloat16.FromSingle(source[i]);
        }
    }

    /// <summary>The largest magnitude becomes 127; the others are rounded to nearest even.</summary>
    private static void WriteInt8(float* source, sbyte* head, int length)
    {
        float largest = 0;
        for (int i = 0; i < length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(source[i]));
        }

        float scale = largest / sbyte.MaxValue;
        for (int i = 0; i < length; i++)
        {
            head[i] = scale > 0 ? (sbyte)Math.Clamp(MathF.Round(source[i] / scale), -sbyte.MaxValue, sbyte.MaxValue) : (sbyte)0;
        }

        Unsafe.WriteUnaligned(head + length, scale);
    }
}
