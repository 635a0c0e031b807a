using System.Text;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>
/// Writes GGUF files. Tensor data is streamed by callbacks, so that a file may be larger than memory; a callback may also seek forward and
/// leave zeros behind.
/// </summary>
public sealed class GgufWriter
{
    private readonly int _version;
    private readonly int _alignment;
    private readonly OrderedDictionary<string, object> _metadata = [];
    private readonly OrderedDictionary<string, TensorSource> _tensors = [];

    /// <summary>Starts a file without metadata and tensors.</summary>
    /// <param name="version">Version to write, 2 or 3; the layouts are the same.</param>
    /// <param name="alignment">Alignment of tensor data in bytes, a power of two; written as <c>general.alignment</c> where it is not 32.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version or the alignment is none of these.</exception>
    public GgufWriter(int version = 3, int alignment = GgufKeys.DefaultAlignment)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alignment, GgufLimits.Alignment);
        ArgumentOutOfRangeException.ThrowIfNotEqual(int.IsPow2(alignment), true, nameof(alignment));
        (_version, _alignment) = (version, alignment);
        if (alignment != GgufKeys.DefaultAlignment)
        {
            _metadata.Add(GgufKeys.Alignment, (uint)alignment);
        }
    }

    /// <summary>Adds a metadata value; its .NET type picks the GGUF type.</summary>
    /// <param name="key">A new key.</param>
    /// <param name="value">An integer, float, double, bool, string, or an array of one of these.</param>
    /// <exception cref="ArgumentException">The key is there already, or GGUF has no such type.</exception>
    public GgufWriter Add(string key, object value)
    {
        if (key == GgufKeys.Alignment)
        {
            throw new ArgumentException($"{key} follows from the alignment given to the constructor", nameof(key));
        }

        GgufEncoding.RequireKnown(value);
        _metadata.Add(key, value);
        return this;
    }

    /// <summary>Adds a tensor whose bytes <paramref name="write"/> delivers when the file is written.</summary>
    /// <param name="name">A new name.</param>
    /// <param name="type">Storage of the elements.</param>
    /// <param name="shape">Extents, outermost first.</param>
    /// <param name="write">Writes exactly the bytes that type and shape ask for.</param>
    /// <exception cref="ArgumentException">The name is there already, GGUF has no such type, or a row is no whole number of blocks.</exception>
    public GgufWriter AddTensor(string name, DType type, Shape shape, Action<Stream> write)
    {
        if (GgufTensorTypes.IdOf(type) is null)
        {
            throw new ArgumentException($"GGUF has no type {type}", nameof(type));
        }

        _tensors.Add(name, new(name, type, shape, write));
        return this;
    }

    /// <summary>Adds a tensor with its bytes.</summary>
    /// <inheritdoc cref="AddTensor(string, DType, Shape, Action{Stream})"/>
    public GgufWriter AddTensor(string name, DType type, Shape shape, byte[] data) => AddTensor(name, type, shape, TensorSource.Of(data));

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
        WriteHeader(stream);
        foreach (TensorSource tensor in _tensors.Values)
        {
            stream.Position = Align(stream.Position);
            tensor.CopyTo(stream);
        }

        stream.Position = Align(stream.Position);
        TensorSource.End(stream);
    }

    private void WriteHeader(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(GgufPart.Magic);
        writer.Write(_version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        foreach ((string key, object value) in _metadata)
        {
            GgufEncoding.WriteString(writer, key);
            GgufEncoding.WriteValue(writer, value);
        }

        long offset = 0;
        foreach (TensorSource tensor in _tensors.Values)
        {
            WriteTensor(writer, tensor, offset);
            offset = Align(offset + tensor.ByteLength);
        }
    }

    private static void WriteTensor(BinaryWriter writer, TensorSource tensor, long offset)
    {
        GgufEncoding.WriteString(writer, tensor.Name);
        writer.Write(tensor.Shape.Rank);
        foreach (long extent in tensor.Shape.Extents.Reverse())
        {
            writer.Write(extent);
        }

        writer.Write(GgufTensorTypes.IdOf(tensor.Type)!.Value);
        writer.Write(offset);
    }

    private long Align(long position) => (position + _alignment - 1) / _alignment * _alignment;
}
