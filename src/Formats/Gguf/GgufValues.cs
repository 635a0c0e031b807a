using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Decodes metadata values that <see cref="GgufMetadataReader"/> has checked.</summary>
internal static class GgufValues
{
    public static int Size(GgufType type) => type switch
    {
        GgufType.UInt8 or GgufType.Int8 or GgufType.Bool => 1,
        GgufType.UInt16 or GgufType.Int16 => 2,
        GgufType.UInt32 or GgufType.Int32 or GgufType.Float32 => 4,
        GgufType.UInt64 or GgufType.Int64 or GgufType.Float64 => 8,
        GgufType.String or GgufType.Array => throw new ArgumentOutOfRangeException(nameof(type), type, "has no fixed size"),
    };

    public static bool IsInteger(GgufType type) =>
        type is not (GgufType.Float32 or GgufType.Float64 or GgufType.Bool or GgufType.String or GgufType.Array);

    public static bool IsNumber(GgufType type) => IsInteger(type) || type is GgufType.Float32 or GgufType.Float64;

    /// <summary>An integer; null where an unsigned value exceeds <see cref="long"/>.</summary>
    public static long? Integer(GgufType type, ReadOnlySpan<byte> bytes) => type switch
    {
        GgufType.UInt8 => bytes[0],
        GgufType.Int8 => (sbyte)bytes[0],
        GgufType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        GgufType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        GgufType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        GgufType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        GgufType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        GgufType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var value && value <= long.MaxValue ? (long)value : null,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no integer"),
    };

    public static double Number(GgufType type, ReadOnlySpan<byte> bytes) => type switch
    {
        GgufType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        GgufType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        GgufType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => Integer(type, bytes)!.Value,
    };

    /// <summary>The element at an index of a fixed-size array (0 for a scalar).</summary>
    public static ReadOnlySpan<byte> Bytes(MappedFile file, GgufEntry entry, int index)
    {
        int size = Size(entry.Element);
        return file.Slice(entry.Offset + ((long)index * size), size);
    }

    public static string[] Strings(MappedFile file, GgufEntry entry)
    {
        long position = entry.Offset;
        string[] strings = new string[entry.Count];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = String(file, ref position);
        }

        return strings;
    }

    /// <summary>The value as .NET would hold it: a primitive, a string, or an array of these.</summary>
    public static object Box(MappedFile file, GgufEntry entry)
    {
        long position = entry.Offset;
        return entry.IsArray ? BoxArray(file, entry.Element, entry.Count, ref position) : BoxScalar(file, entry);
    }

    private static object BoxScalar(MappedFile file, GgufEntry entry) => entry.Element switch
    {
        GgufType.String => Strings(file, entry)[0],
        _ => Numbers(entry.Element, file.Slice(entry.Offset, Size(entry.Element))).GetValue(0)!,
    };

    private static Array BoxArray(MappedFile file, GgufType element, int count, ref long position)
    {
        if (element == GgufType.String)
        {
            string[] strings = new string[count];
            for (int i = 0; i < count; i++)
            {
                strings[i] = String(file, ref position);
            }

            return strings;
        }

        if (element == GgufType.Array)
        {
            return BoxArrays(file, count, ref position);
        }

        Array numbers = Numbers(element, file.Slice(position, count * Size(element)));
        position += (long)count * Size(element);
        return numbers;
    }

    private static Array[] BoxArrays(MappedFile file, int count, ref long position)
    {
        var arrays = new Array[count];
        for (int i = 0; i < count; i++)
        {
            var element = (GgufType)BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(position, 4));
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(position + 4, 8));
            position += 12;
            arrays[i] = BoxArray(file, element, length, ref position);
        }

        return arrays;
    }

    private static Array Numbers(GgufType element, ReadOnlySpan<byte> bytes) => element switch
    {
        GgufType.UInt8 => bytes.ToArray(),
        GgufType.Int8 => Copy<sbyte>(bytes),
        GgufType.UInt16 => Copy<ushort>(bytes),
        GgufType.Int16 => Copy<short>(bytes),
        GgufType.UInt32 => Copy<uint>(bytes),
        GgufType.Int32 => Copy<int>(bytes),
        GgufType.UInt64 => Copy<ulong>(bytes),
        GgufType.Int64 => Copy<long>(bytes),
        GgufType.Float32 => Copy<float>(bytes),
        GgufType.Float64 => Copy<double>(bytes),
        GgufType.Bool => Copy<bool>(bytes),
        GgufType.String or GgufType.Array => throw new ArgumentOutOfRangeException(nameof(element), element, "has no fixed size"),
    };

    private static T[] Copy<T>(ReadOnlySpan<byte> bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    private static string String(MappedFile file, ref long position)
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(position, 8));
        string text = Encoding.UTF8.GetString(file.Slice(position + 8, length));
        position += 8 + length;
        return text;
    }
}
