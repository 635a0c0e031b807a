using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Reads the tensor table and places every tensor inside the file.</summary>
internal static class GgufTensorReader
{
    // name length, one byte of name, dimension count, one dimension, type, offset
    private const int SmallestTensor = 8 + 1 + 4 + 8 + 4 + 8;

    public static int Count(GgufCursor cursor) => cursor.Count("the number of tensors", GgufLimits.Tensors, SmallestTensor);

    /// <summary>All tensors in the order of their data; offsets count from the start of the file.</summary>
    public static IReadOnlyList<(TensorInfo Info, long Offset)> Read(GgufCursor cursor, int count, int alignment)
    {
        var tensors = new List<(TensorInfo Info, long Offset)>(count);
        for (int i = 0; i < count; i++)
        {
            tensors.Add(Entry(cursor, alignment));
        }

        long headerEnd = cursor.Position;
        long dataStart = (headerEnd + alignment - 1) / alignment * alignment;
        long dataBytes = headerEnd + cursor.Left - dataStart;
        return [.. Place(cursor.Path, tensors, dataBytes).Select(tensor => (tensor.Info, dataStart + tensor.Offset))];
    }

    private static (TensorInfo Info, long Offset) Entry(GgufCursor cursor, int alignment)
    {
        string name = cursor.Name("a tensor name");
        string what = $"the description of tensor {WeightFileException.Quote(name)}";
        Span<long> extents = stackalloc long[GgufLimits.Dimensions];
        extents = extents[..Extents(cursor, name, what, extents)];
        DType type = GgufTensorTypes.Read(cursor.U32(what), cursor.Path, name);
        ulong offset = cursor.U64(what);
        if (offset > long.MaxValue || offset % (ulong)alignment != 0)
        {
            throw new WeightFileException(
                cursor.Path, $"tensor {WeightFileException.Quote(name)} lies at offset {offset}, which is not aligned to {alignment}");
        }

        return (TensorInfo.Measure(cursor.Path, name, type, extents), (long)offset);
    }

    /// <summary>GGUF lists the innermost extent first; they are stored the other way round.</summary>
    private static int Extents(GgufCursor cursor, string name, string what, Span<long> extents)
    {
        uint rank = cursor.U32(what);
        if (rank is 0 or > GgufLimits.Dimensions)
        {
            throw new WeightFileException(
                cursor.Path, $"tensor {WeightFileException.Quote(name)} has {rank} dimensions; 1 to {GgufLimits.Dimensions} were expected");
        }

        for (int i = (int)rank - 1; i >= 0; i--)
        {
            ulong extent = cursor.U64(what);
            extents[i] = extent is 0 or > long.MaxValue
                ? throw new WeightFileException(cursor.Path, $"tensor {WeightFileException.Quote(name)} has an extent of {extent}")
                : (long)extent;
        }

        return (int)rank;
    }

    private static List<(TensorInfo Info, long Offset)> Place(string path, List<(TensorInfo Info, long Offset)> tensors, long dataBytes)
    {
        List<(TensorInfo Info, long Offset)> placed = [.. tensors.OrderBy(tensor => tensor.Offset)];
        long end = 0;
        string before = "";
        foreach ((TensorInfo info, long offset) in placed)
        {
            string name = WeightFileException.Quote(info.Name);
            if (info.ByteLength > dataBytes || offset > dataBytes - info.ByteLength)
            {
                throw new WeightFileException(
                    path,
                    $"tensor {name} takes {info.ByteLength} bytes at offset {offset}, but the file has {Math.Max(0, dataBytes)} bytes of data",
                    "the file is incomplete; fetch it again");
            }

            if (offset < end)
            {
                throw new WeightFileException(path, $"tensors {before} and {name} overlap");
            }

            (end, before) = (offset + info.ByteLength, name);
        }

        return placed;
    }
}
