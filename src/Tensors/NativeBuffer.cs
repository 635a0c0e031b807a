using System.Runtime.InteropServices;

namespace Xinference.Tensors;

/// <summary>
/// Zeroed memory outside the managed heap, aligned for vector loads. Freed on <see cref="Dispose"/>. Large buffers cost memory only where they
/// are touched: the zeros come from the system.
/// </summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>Alignment of <see cref="Data"/> in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    private byte* _block;
    private byte* _data;

    /// <summary>Allocates <paramref name="byteLength"/> zeroed bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="byteLength"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system refuses the memory.</exception>
    public NativeBuffer(long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        ByteLength = byteLength;
        _block = (byte*)NativeMemory.AllocZeroed(checked((nuint)byteLength + Alignment));
        _data = (byte*)(((nuint)_block + Alignment - 1) & ~(nuint)(Alignment - 1));
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
        NativeMemory.Free(_block);
        _block = _data = null;
    }
}
