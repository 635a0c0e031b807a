using System.Buffers.Binary;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>One safetensors file, its tensors in the order of their data with offsets from the start of the file.</summary>
internal sealed record SafetensorsShard(MappedFile File, IReadOnlyList<(TensorInfo Info, long Offset)> Tensors) : IDisposable
{
    /// <summary>The format's own bound on the header.</summary>
    public const int MostHeaderBytes = 100_000_000;

    private const int LengthBytes = 8;

    public static SafetensorsShard Open(string path)
    {
        MappedFile file = WeightFiles.Map(path);
        try
        {
            return new(file, Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Dispose();

    private static List<(TensorInfo Info, long Offset)> Read(MappedFile file)
    {
        if (file.Length < LengthBytes)
        {
            throw new WeightFileException(
                file.Path, $"is {file.Length} bytes, too short for a safetensors file", "the file is incomplete; fetch it again");
        }

        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, LengthBytes));
        if (headerBytes > MostHeaderBytes)
        {
            throw new WeightFileException(
                file.Path,
                $"says its header has {headerBytes} bytes; at most {MostHeaderBytes} are read",
                "check that this is a safetensors file");
        }

        if (headerBytes > (ulong)(file.Length - LengthBytes))
        {
            throw new WeightFileException(
                file.Path,
                $"says its header has {headerBytes} bytes, but {file.Length - LengthBytes} are left in the file",
                "the file is incomplete; fetch it again");
        }

        List<SafetensorsEntry> entries = SafetensorsHeader.Read(file.Slice(LengthBytes, (int)headerBytes), file.Path);
        if (entries.Count == 0)
        {
            throw new WeightFileException(file.Path, "its header lists no tensors", "check that this is the file with the model's weights");
        }

        long dataStart = LengthBytes + (long)headerBytes;
        return Place(file.Path, entries, dataStart, file.Length - dataStart);
    }

    /// <summary>The format wants the data covered exactly: no overlap, no hole, nothing left over.</summary>
    private static List<(TensorInfo Info, long Offset)> Place(string path, List<SafetensorsEntry> entries, long dataStart, long dataBytes)
    {
        var placed = new List<(TensorInfo Info, long Offset)>(entries.Count);
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            string name = WeightFileException.Quote(entry.Info.Name);
            if (entry.End < entry.Begin || entry.End - entry.Begin != entry.Info.ByteLength)
            {
                throw new WeightFileException(
                    path,
                    $"tensor {name} of {entry.Info.Type} {entry.Info.Shape} takes {entry.Info.ByteLength} bytes, but its data_offsets are {entry.Begin} … {entry.End}");
            }

            if (entry.Begin != end)
            {
                throw new WeightFileException(
                    path,
                    $"tensor {name} begins at {entry.Begin}, {end} was expected: {(entry.Begin < end ? "tensors overlap" : "there is a hole")}");
            }

            end = entry.End;
            placed.Add((entry.Info, dataStart + entry.Begin));
        }

        return end == dataBytes
            ? placed
            : throw new WeightFileException(
                path,
                $"its tensors take {end} bytes, but the file has {dataBytes} bytes of data",
                "the file is incomplete or damaged; fetch it again");
    }
}
