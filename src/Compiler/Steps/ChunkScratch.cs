using Xinference.Tensors;

namespace Xinference.Compiler.Steps;

/// <summary>
/// Memory of each thread for the chunk it computes, shared by all steps: a thread computes one chunk at a time. Steps say what they need while
/// they are made; the memory is there from the first use.
/// </summary>
internal sealed unsafe class ChunkScratch(int threads) : IDisposable
{
    private const int FloatsOfLine = NativeBuffer.Alignment / sizeof(float);
    private NativeBuffer? _memory;
    private long _floats;

    /// <summary>Asks for room for a number of floats for each thread.</summary>
    public void Reserve(long floats) => _floats = Math.Max(_floats, (floats + FloatsOfLine - 1) / FloatsOfLine * FloatsOfLine);

    /// <summary>Allocates what was asked for.</summary>
    public void Allocate() => _memory = new NativeBuffer(threads * _floats * sizeof(float));

    /// <summary>A thread's memory.</summary>
    public float* this[int thread] => (float*)_memory!.Data + (thread * _floats);

    public void Dispose() => _memory?.Dispose();
}
