using System.Buffers.Binary;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Opens weights of whichever format, told by their content rather than their name.</summary>
public static class WeightFile
{
    private const int HeadBytes = 16;

    /// <summary>Opens a <c>.gguf</c> or <c>.safetensors</c> file, an index of safetensors files, or a folder that holds one model.</summary>
    /// <exception cref="WeightFileException">Nothing there that this build reads; the message says what was found and what to do.</exception>
    public static IWeightFile Open(string path) => Directory.Exists(path) ? OpenFolder(path) : OpenFile(path);

    private static IWeightFile OpenFile(string path)
    {
        byte[] head = Head(path);
        return Detect(head, path) switch
        {
            "gguf" => GgufFile.Open(path),
            "safetensors" => SafetensorsFile.Open(path),
            _ => throw new WeightFileException(path, $"not a weight file this build reads: {ForeignFormats.Describe(head, path)}"),
        };
    }

    private static byte[] Head(string path)
    {
        using MappedFile file = WeightFiles.Map(path);
        return file.Slice(0, (int)Math.Min(HeadBytes, file.Length)).ToArray();
    }

    /// <summary>By magic number; where that is unknown, the extension picks the reader that will name the damage.</summary>
    private static string? Detect(ReadOnlySpan<byte> head, string path)
    {
        if (head.StartsWith(GgufPart.Magic))
        {
            return "gguf";
        }

        bool hasHeader = head.Length > 8 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) <= SafetensorsShard.MostHeaderBytes;
        if (hasHeader || path.EndsWith(".safetensors.index.json", StringComparison.OrdinalIgnoreCase))
        {
            return "safetensors";
        }

        return ForeignFormats.IsKnown(head) ? null : Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gguf" => "gguf",
            ".safetensors" => "safetensors",
            _ => null,
        };
    }

    private static IWeightFile OpenFolder(string folder)
    {
        if (WeightFiles.List(folder, "*.safetensors").Length > 0 || File.Exists(Path.Combine(folder, SafetensorsIndex.FileName)))
        {
            return SafetensorsFile.Open(folder);
        }

        string[] ggufs = WeightFiles.List(folder, "*.gguf");
        if (ggufs.Length == 0)
        {
            throw new WeightFileException(
                folder, $"has no weights that this build reads (.safetensors, .gguf){ForeignFormats.DescribeFolder(folder)}");
        }

        GgufFile file = GgufFile.Open(ggufs[0]);
        if (file.Paths.Count == ggufs.Length)
        {
            return file;
        }

        file.Dispose();
        throw new WeightFileException(folder, $"has {ggufs.Length} .gguf files that are not one model", "name the file to open");
    }
}
