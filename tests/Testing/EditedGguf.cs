using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Testing;

/// <summary>Writes copies of a GGUF file that lack or bend what a test wants to see refused.</summary>
public static class EditedGguf
{
    /// <summary>Writes a copy to a new file in a new folder and says where.</summary>
    /// <param name="source">The file to copy.</param>
    /// <param name="metadata">Values that replace or complete the file's own; null leaves one out.</param>
    /// <param name="without">Tensors that are left out.</param>
    /// <param name="extra">Tensors of zeros that are added.</param>
    public static string Save(
        string source, IReadOnlyDictionary<string, object?>? metadata = null, string[]? without = null, IReadOnlyDictionary<string, long[]>? extra = null)
    {
        using GgufFile file = GgufFile.Open(source);
        var writer = new GgufWriter();
        metadata ??= new Dictionary<string, object?>();
        IEnumerable<KeyValuePair<string, object?>> kept = file.Metadata.Keys
            .Where(key => !metadata.ContainsKey(key))
            .Select(key => KeyValuePair.Create(key, file.Metadata[key]));
        foreach ((string key, object? value) in kept.Concat(metadata).Where(entry => entry.Value is not null))
        {
            writer.Add(key, value!);
        }

        foreach (TensorInfo tensor in file.Tensors.Values.Where(t => without?.Contains(t.Name) != true))
        {
            writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape, Bytes(((IWeightFile)file).Open(tensor.Name)));
        }

        foreach ((string name, long[] extents) in extra ?? new Dictionary<string, long[]>())
        {
            var shape = new Shape(extents);
            writer.AddTensor(name, DType.F32, shape, new byte[shape.Elements * sizeof(float)]);
        }

        string path = Path.Combine(Directory.CreateTempSubdirectory("xinference-test-").FullName, "edited.gguf");
        writer.Save(path);
        return path;
    }

    /// <summary>A tensor's bytes.</summary>
    public static unsafe byte[] Bytes(TensorView view) => new ReadOnlySpan<byte>(view.Data, checked((int)view.ByteLength)).ToArray();
}
