using System.Buffers.Binary;
using System.Text.Json;

namespace Xinference.PeerWeights;

/// <summary>A tensor's place in a checkpoint.</summary>
/// <param name="Type">Type as safetensors names it: <c>F32</c>, <c>BF16</c>.</param>
/// <param name="Shape">Extents, outermost first.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Bytes">Number of bytes.</param>
internal sealed record CheckpointTensor(string Type, long[] Shape, long Offset, long Bytes);

/// <summary>The header and settings of a folder that <c>bench/Synthetic</c> wrote; for peers, which bring readers of their own files only.</summary>
internal sealed class CheckpointFile
{
    private readonly JsonElement _config;

    public CheckpointFile(string folder)
    {
        Path = System.IO.Path.Combine(folder, "model.safetensors");
        _config = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(folder, "config.json"))).RootElement;
        using FileStream stream = File.OpenRead(Path);
        byte[] length = new byte[8];
        stream.ReadExactly(length);
        byte[] header = new byte[BinaryPrimitives.ReadInt64LittleEndian(length)];
        stream.ReadExactly(header);
        long data = length.Length + header.Length;
        Tensors = JsonDocument.Parse(header).RootElement.EnumerateObject()
            .Where(tensor => tensor.Name != "__metadata__")
            .ToDictionary(tensor => tensor.Name, tensor => Read(tensor.Value, data));
    }

    /// <summary>The file with the data.</summary>
    public string Path { get; }

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>A whole number of <c>config.json</c>.</summary>
    public int Setting(string name) => _config.GetProperty(name).GetInt32();

    /// <summary>A number of <c>config.json</c>.</summary>
    public double Number(string name) => _config.GetProperty(name).GetDouble();

    private static CheckpointTensor Read(JsonElement tensor, long data)
    {
        long[] offsets = [.. tensor.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        long[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())];
        return new(tensor.GetProperty("dtype").GetString()!, shape, data + offsets[0], offsets[1] - offsets[0]);
    }
}
