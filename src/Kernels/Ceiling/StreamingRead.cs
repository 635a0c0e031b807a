using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xinference.Kernels.Jit.Panels;

namespace Xinference.Kernels.Ceiling;

/// <summary>
/// Reads a buffer from end to end, a contiguous part in each chunk, as fast as the machine lets one: from huge pages, and asked for ahead of
/// time.
/// </summary>
internal sealed unsafe class StreamingRead : IParallelWork, IDisposable
{
    private const int Step = 4 * 64;
    private const int PrefetchDistance = 2048;
    private readonly PanelMemory _buffer;
    private readonly long _part;
    private long _sink;

    public StreamingRead(long bytes, int chunks)
    {
        _part = bytes / chunks / Step * Step;
        Bytes = _part * chunks;
        _buffer = new PanelHeap().Take(Bytes);
        Touch();
    }

    /// <summary>Bytes that one run over all chunks reads.</summary>
    public long Bytes { get; }

    public void Run(int chunk, int thread)
    {
        byte* data = _buffer.Data + (chunk * _part);
        Vector256<long> a = default, b = default, c = default, d = default;
        for (byte* end = data + _part; data < end; data += Step)
        {
            for (int line = 0; line < Step && Sse.IsSupported; line += 64)
            {
                Sse.Prefetch0(data + PrefetchDistance + line);
            }

            a ^= Vector256.Load((long*)data) ^ Vector256.Load((long*)(data + 32));
            b ^= Vector256.Load((long*)(data + 64)) ^ Vector256.Load((long*)(data + 96));
            c ^= Vector256.Load((long*)(data + 128)) ^ Vector256.Load((long*)(data + 160));
            d ^= Vector256.Load((long*)(data + 192)) ^ Vector256.Load((long*)(data + 224));
        }

        Interlocked.Add(ref _sink, Vector256.Sum(a ^ b ^ c ^ d)); // keeps the loop from being dropped
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Writes to every page, so that each has memory of its own.</summary>
    private void Touch()
    {
        byte* data = _buffer.Data;
        for (long i = 0; i < Bytes; i += 4096)
        {
            data[i] = (byte)(i >> 12);
        }
    }
}
