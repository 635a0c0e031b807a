using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Writes safetensors files; tensor data is streamed by callbacks, so that a file may be larger than memory.</summary>
public sealed class SafetensorsWriter
{
    private const int HeaderAlignment = 8;

    private readonly OrderedDictionary<string, string> _metadata = [];
    private readonly OrderedDictionary<string, TensorSource> _tensors = [];

    /// <summary>Adds free text under <c>__metadata__</c>.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public SafetensorsWriter Add(string key, string value)
    {
        _metadata.Add(key, value);
        return this;
    }

    /// <summary>Adds a tensor whose bytes <paramref name="write"/> delivers when the file is written; data lies in the order of adding.</summary>
    /// <param name="name">A new name.</param>
    /// <param name="type">Storage of the elements.</param>
    /// <param name="shape">Extents, outermost first.</param>
    /// <param name="write">Writes exactly the bytes that type and shape ask for.</param>
    /// <exception cref="ArgumentException">The name is there already, or safetensors has no such type.</exception>
    public SafetensorsWriter AddTensor(string name, DType type, Shape shape, Action<Stream> write)
    {
        if (SafetensorsTypes.NameOf(type) is null)
        {
            throw new ArgumentException($"safetensors has no type {type}", nameof(type));
        }

        _tensors.Add(name, new(name, type, shape, write));
        return this;
    }

    /// <summary>Adds a tensor with its bytes.</summary>
    /// <inheritdoc cref="AddTensor(string, DType, Shape, Action{Stream})"/>
    public SafetensorsWriter AddTensor(string name, DType type, Shape shape, byte[] data) => AddTensor(name, type, shape, TensorSource.Of(data));

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A tensor's callback wrote more or less than it should.</exception>
    public void Save(string path)
    {
        using FileStream stream = File.Create(path);
        Write(stream);
    }

    /// <summary>Writes to a seekable stream at its beginning.</summary>
    /// <exception cref="InvalidOperationException">A tensor's callback wrote more or less than it should.</exception>
    public void Write(Stream stream)
    {
        ReadOnlySpan<byte> header = Header();
        int padding = -header.Length & (HeaderAlignment - 1);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + padding);
        stream.Write(length);
        stream.Write(header);
        stream.Write("       "u8[..padding]);
        foreach (TensorSource tensor in _tensors.Values)
        {
            tensor.CopyTo(stream);
        }

        TensorSource.End(stream);
    }

    private ReadOnlySpan<byte> Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (_metadata.Count > 0)
        {
            WriteMetadata(json);
        }

        long offset = 0;
        foreach (TensorSource tensor in _tensors.Values)
        {
            WriteTensor(json, tensor, offset);
            offset += tensor.ByteLength;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in _metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorSource tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (long extent in tensor.Shape.Extents)
        {
            json.WriteNumberValue(extent);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.ByteLength);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
