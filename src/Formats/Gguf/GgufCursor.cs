using System.Buffers.Binary;
using System.Text;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Reads a GGUF header front to back; no read leaves the file and no count is believed beyond the bytes that are left.</summary>
internal sealed class GgufCursor(MappedFile file)
{
    public long Position { get; private set; }

    public long Left => file.Length - Position;

    public string Path => file.Path;

    public ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > Left)
        {
            throw new WeightFileException(Path, $"ends at byte {file.Length}, inside {what}", "the file is incomplete; fetch it again");
        }

        ReadOnlySpan<byte> bytes = file.Slice(Position, count);
        Position += count;
        return bytes;
    }

    public uint U32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong U64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    /// <summary>A count of items that take at least <paramref name="itemBytes"/> each.</summary>
    public int Count(string what, int most, int itemBytes)
    {
        ulong count = U64(what);
        if (count > (ulong)most)
        {
            throw new WeightFileException(Path, $"{what} is {count}; at most {most} are read");
        }

        if (count > (ulong)(Left / itemBytes))
        {
            throw new WeightFileException(
                Path,
                $"{what} is {count}, more than the {Left} bytes left could hold",
                "the file is damaged or incomplete; fetch it again");
        }

        return (int)count;
    }

    /// <summary>Length-prefixed bytes, checked to be UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(string what, int most)
    {
        ReadOnlySpan<byte> bytes = Take(Count(what, most, 1), what);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? bytes : throw new WeightFileException(Path, $"{what} is not valid UTF-8");
    }

    public string Name(string what)
    {
        ReadOnlySpan<byte> bytes = Utf8(what, GgufLimits.NameBytes);
        return bytes.Length > 0 ? Encoding.UTF8.GetString(bytes) : throw new WeightFileException(Path, $"{what} is empty");
    }
}
