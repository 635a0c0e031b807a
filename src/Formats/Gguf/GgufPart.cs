using System.Buffers.Binary;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>One GGUF file: header, metadata, and where its tensors lie.</summary>
internal sealed record GgufPart(
    MappedFile File, int Version, GgufMetadata Metadata, IReadOnlyList<(TensorInfo Info, long Offset)> Tensors) : IDisposable
{
    public static ReadOnlySpan<byte> Magic => "GGUF"u8;

    public string Path => File.Path;

    public static GgufPart Open(string path)
    {
        MappedFile file = WeightFiles.Map(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Dispose();

    private static GgufPart Read(MappedFile file)
    {
        var cursor = new GgufCursor(file);
        if (!cursor.Take(4, "the magic number").SequenceEqual(Magic))
        {
            throw new WeightFileException(file.Path, "is not a GGUF file: it does not begin with 'GGUF'");
        }

        int version = ReadVersion(cursor);
        int tensorCount = GgufTensorReader.Count(cursor);
        int keyCount = GgufMetadataReader.Count(cursor);
        GgufMetadata metadata = GgufMetadataReader.Read(file, cursor, keyCount);
        return new(file, version, metadata, GgufTensorReader.Read(cursor, tensorCount, Alignment(metadata, file.Path)));
    }

    private static int ReadVersion(GgufCursor cursor)
    {
        uint version = cursor.U32("the version");
        if (version is 2 or 3)
        {
            return (int)version;
        }

        throw BinaryPrimitives.ReverseEndianness(version) is 1 or 2 or 3
            ? new WeightFileException(
                cursor.Path,
                "is a big-endian GGUF file, which this build does not read",
                "convert it to little-endian (gguf-convert-endian)")
            : new WeightFileException(
                cursor.Path, $"is GGUF version {version}; this build reads versions 2 and 3", "convert the model anew");
    }

    private static int Alignment(GgufMetadata metadata, string path)
    {
        long alignment = metadata.GetInteger(GgufKeys.Alignment) ?? GgufKeys.DefaultAlignment;
        return alignment is > 0 and <= GgufLimits.Alignment && long.IsPow2(alignment)
            ? (int)alignment
            : throw new WeightFileException(
                path, $"{GgufKeys.Alignment} is {alignment}; a power of two up to {GgufLimits.Alignment} was expected");
    }
}
