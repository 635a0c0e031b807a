using System.Buffers.Binary;
using System.Text;

namespace Xinference.Formats.Tests.Support;

/// <summary>Builds safetensors files from a header as text, wrong ones included.</summary>
internal static class SafetensorsBytes
{
    public static byte[] File(string header, byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, byte[] data, ulong? headerBytes = null)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, headerBytes ?? (ulong)header.Length);
        return [.. length, .. header, .. data];
    }
}
