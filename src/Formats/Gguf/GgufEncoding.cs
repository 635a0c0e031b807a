using System.Text;

namespace Xinference.Formats;

/// <summary>Writes metadata values.</summary>
internal static class GgufEncoding
{
    public static void RequireKnown(object value) => TypeOf(value is Array ? value.GetType().GetElementType()! : value.GetType());

    public static void WriteString(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    public static void WriteValue(BinaryWriter writer, object value)
    {
        writer.Write((uint)(value is Array ? GgufType.Array : TypeOf(value.GetType())));
        WriteBare(writer, value);
    }

    private static GgufType TypeOf(Type type) =>
        type == typeof(byte) ? GgufType.UInt8
        : type == typeof(sbyte) ? GgufType.Int8
        : type == typeof(ushort) ? GgufType.UInt16
        : type == typeof(short) ? GgufType.Int16
        : type == typeof(uint) ? GgufType.UInt32
        : type == typeof(int) ? GgufType.Int32
        : type == typeof(float) ? GgufType.Float32
        : type == typeof(bool) ? GgufType.Bool
        : type == typeof(string) ? GgufType.String
        : type == typeof(ulong) ? GgufType.UInt64
        : type == typeof(long) ? GgufType.Int64
        : type == typeof(double) ? GgufType.Float64
        : typeof(Array).IsAssignableFrom(type) ? GgufType.Array
        : throw new ArgumentException($"GGUF has no metadata type for {type}", nameof(type));

    private static void WriteBare(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case bool flag: writer.Write(flag); break;
            case string text: WriteString(writer, text); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case Array array: WriteArray(writer, array); break;
        }
    }

    private static void WriteArray(BinaryWriter writer, Array array)
    {
        writer.Write((uint)TypeOf(array.GetType().GetElementType()!));
        writer.Write((ulong)array.Length);
        foreach (object item in array)
        {
            WriteBare(writer, item);
        }
    }
}
