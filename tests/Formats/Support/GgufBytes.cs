using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Xinference.Formats.Tests.Support;

/// <summary>Builds GGUF files byte by byte, wrong ones included, which <see cref="GgufWriter"/> refuses to do.</summary>
internal sealed class GgufBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public static GgufBytes Header(ulong tensors = 0, ulong keys = 0, uint version = 3) =>
        new GgufBytes().Raw("GGUF"u8).U32(version).U64(tensors).U64(keys);

    public GgufBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public GgufBytes U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public GgufBytes U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public GgufBytes Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public GgufBytes Text(ReadOnlySpan<byte> utf8) => U64((ulong)utf8.Length).Raw(utf8);

    public GgufBytes Key(string key, uint type) => Text(key).U32(type);

    public GgufBytes Tensor(string name, ulong[] extents, uint type = 0, ulong offset = 0)
    {
        Text(name).U32((uint)extents.Length);
        Array.ForEach(extents, extent => U64(extent));
        return U32(type).U64(offset);
    }

    /// <summary>Pads the header and adds zeros for data.</summary>
    public GgufBytes Data(int count, int alignment = 32) => Raw(new byte[(-_bytes.WrittenCount & (alignment - 1)) + count]);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
