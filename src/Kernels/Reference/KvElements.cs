using System.Runtime.CompilerServices;

namespace Xinference.Kernels.Reference;

/// <summary>Which half of a block a tile belongs to.</summary>
internal enum KvSide
{
    Keys,
    Values,
}

/// <summary>One token's head in a tile, element by element. <see cref="KvLayout"/> tells where things lie.</summary>
internal static unsafe class KvElements
{
    public static void Write(KvLayout layout, KvSide side, float* source, byte* tile, int slot)
    {
        switch (layout.Type)
        {
            case KvType.F32:
                Unsafe.CopyBlockUnaligned(tile + (slot * layout.HeadBytes), source, (uint)layout.HeadBytes);
                break;
            case KvType.BF16:
                WriteBF16(source, (ushort*)tile + (slot * layout.HeadDim), layout.HeadDim);
                break;
            case KvType.Int8:
                WriteInt8(side, source, (sbyte*)tile, slot, layout.HeadDim);
                break;
        }
    }

    public static float Read(KvLayout layout, KvSide side, byte* tile, int slot, int element) => layout.Type switch
    {
        KvType.F32 => ((float*)tile)[(slot * layout.HeadDim) + element],
        KvType.BF16 => BFloat16.ToSingle(((ushort*)tile)[(slot * layout.HeadDim) + element]),
        KvType.Int8 => ((sbyte*)tile)[Int8Byte(side, slot, element)] * ((float*)(tile + Int8Tile.ScaleByte(layout.HeadDim)))[slot],
    };

    private static int Int8Byte(KvSide side, int slot, int element) => side switch
    {
        KvSide.Keys => Int8Tile.KeyByte(slot, element),
        KvSide.Values => Int8Tile.ValueByte(slot, element),
    };

    private static void WriteBF16(float* source, ushort* head, int length)
    {
        for (int i = 0; i < length; i++)
        {
            head[i] = BFloat16.FromSingle(source[i]);
        }
    }

    /// <summary>The largest magnitude becomes 127; the others are rounded to nearest even. What is not finite makes the scale no number.</summary>
    private static void WriteInt8(KvSide side, float* source, sbyte* tile, int slot, int length)
    {
        float largest = 0;
        for (int i = 0; i < length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(source[i]));
        }

        bool finite = float.IsFinite(largest);
        float inverse = finite && largest >= QuantizedGroup.Smallest ? sbyte.MaxValue / largest : 0;
        for (int i = 0; i < Int8Tile.Padded(length); i++)
        {
            float scaled = finite && i < length ? source[i] * inverse : 0;
            tile[Int8Byte(side, slot, i)] = (sbyte)MathF.Round(scaled);
        }

        float scale = inverse > 0 ? largest / sbyte.MaxValue : 0;
        ((float*)(tile + Int8Tile.ScaleByte(length)))[slot] = finite ? scale : float.NaN;
    }
}
