using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>
/// A model in GGUF (versions 2 and 3, little-endian), in one file or split over several.
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
/// </summary>
public sealed class GgufFile : IWeightFile
{
    private readonly IReadOnlyList<GgufPart> _parts;
    private readonly TensorTable _table = new();

    private GgufFile(IReadOnlyList<GgufPart> parts)
    {
        _parts = parts;
        foreach (GgufPart part in parts)
        {
            foreach ((TensorInfo info, long offset) in part.Tensors)
            {
                _table.Add(part.File, info, offset);
            }
        }
    }

    /// <inheritdoc/>
    public string Format => "gguf";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths => [.. _parts.Select(part => part.Path)];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _table.Infos;

    /// <summary>Version of the file format, 2 or 3.</summary>
    public int Version => _parts[0].Version;

    /// <summary>The key/value section; of a split model, that of its first part.</summary>
    public GgufMetadata Metadata => _parts[0].Metadata;

    /// <summary>Opens a model by its file, or by any one part of a split model (<c>NAME-00001-of-00003.gguf</c>).</summary>
    /// <exception cref="WeightFileException">The file, or another part, is missing, unreadable or damaged.</exception>
    public static GgufFile Open(string path)
    {
        IReadOnlyList<GgufPart> parts = GgufSplit.Open(path);
        try
        {
            return new(parts);
        }
        catch
        {
            GgufSplit.Close(parts);
            throw;
        }
    }

    /// <inheritdoc/>
    TensorView IWeightFile.Open(string name) => _table.Open(name, _parts[0].Path);

    /// <inheritdoc/>
    public void Dispose() => GgufSplit.Close(_parts);
}
