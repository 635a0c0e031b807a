namespace Xinference.Kernels.Jit.Panels;

/// <summary>A part of a <see cref="PanelHeap"/>: zeroed memory for the panels of one matrix.</summary>
internal sealed unsafe class PanelMemory : IDisposable
{
    private readonly byte* _data;
    private PanelSlab? _slab;

    public PanelMemory(PanelSlab slab, byte* data, long byteLength)
    {
        _slab = slab;
        _data = data;
        ByteLength = byteLength;
    }

    ~PanelMemory() => Free();

    /// <summary>Size asked for, in bytes.</summary>
    public long ByteLength { get; }

    /// <summary>First byte.</summary>
    public byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_slab is null, this);
            return _data;
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free() => Interlocked.Exchange(ref _slab, null)?.LetGo();
}
