using System.Runtime.Intrinsics;
using Xinference.Tensors;

namespace Xinference.Kernels.Ceiling;

/// <summary>Reads a buffer from end to end, a contiguous part in each chunk.</summary>
internal sealed unsafe class StreamingRead : IParallelWork, IDisposable
{
    private const int Step = 4 * 64;
    private readonly NativeBuffer _buffer;
    private readonly long _part;
    private long _sink;

    public StreamingRead(long bytes, int chunks)
    {
        _part = bytes / chunks / Step * Step;
        Bytes = _part * chunks;
        _buffer = new NativeBuffer(Bytes);
        Touch();
    }

    /// <summary>Bytes that one run over all chunks reads.</summary>
    public long Bytes { get; }

    public void Run(int chunk, int thread)
    {
        byte* data = _buffer.Data + (chunk * _part);
        Vector512<long> a = default, b = default, c = default, d = default;
        for (long i = 0; i < _part; i += Step)
        {
            a ^= Vector512.Load((long*)(data + i));
            b ^= Vector512.Load((long*)(data + i + 64));
            c ^= Vector512.Load((long*)(data + i + 128));
            d ^= Vector512.Load((long*)(data + i + 192));
        }

        Interlocked.Add(ref _sink, Vector512.Sum(a ^ b ^ c ^ d)); // keeps the loop from being dropped
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Writes to every page, so that each has memory of its own.</summary>
    private void Touch()
    {
        for (long i = 0; i < Bytes; i += 4096)
        {
            _buffer.Data[i] = (byte)(i >> 12);
        }
    }
}
