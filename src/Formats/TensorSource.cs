using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>A tensor to be written: what it is, and who writes its bytes.</summary>
internal sealed record TensorSource(string Name, DType Type, Shape Shape, Action<Stream> Write)
{
    public long ByteLength { get; } = Type.ByteCount(Shape.Elements);

    public static Action<Stream> Of(byte[] data) => stream => stream.Write(data);

    /// <summary>Writes the data at the stream's position and checks that it is as long as type and shape say.</summary>
    public void CopyTo(Stream stream)
    {
        long begin = stream.Position;
        Write(stream);
        long written = stream.Position - begin;
        if (written != ByteLength)
        {
            throw new InvalidOperationException($"tensor '{Name}' of {Type} {Shape} takes {ByteLength} bytes, {written} were written");
        }
    }

    /// <summary>Makes the stream as long as its position, which matters where the last writer only sought forward.</summary>
    public static void End(Stream stream)
    {
        if (stream.Length < stream.Position)
        {
            stream.SetLength(stream.Position);
        }
    }
}
