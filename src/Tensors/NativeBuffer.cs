using System.Runtime.InteropServices;

namespace Xinference.Tensors;

/// <summary>Zeroed memory outside the managed heap, aligned for vector loads. Freed on <see cref="Dispose"/>.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>Alignment of <see cref="Data"/> in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    private byte* _data;

    /// <summary>Allocates <paramref name="byteLength"/> zeroed bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="byteLength"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system refuses the memory.</exception>
    public NativeBuffer(long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        ByteLength = byteLength;
        nuint size = checked((nuint)Math.Max(byteLength, Alignment));
        _data = (byte*)NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Clear(_data, size);
    }

    /// <summary>Frees memory that nobody disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Size asked for, in bytes.</summary>
    public long ByteLength { get; }

    /// <summary>First byte.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data is null, this);
            return _data;
        }
    }

    /// <summary>Frees the memory; every view of it is void from here on.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
