namespace Xinference.Kernels.Jit.Panels;

/// <summary>Zeroed pages, huge ones where the system gives them, for weights that are read from end to end for every token.</summary>
internal sealed unsafe class PanelMemory : IDisposable
{
    private readonly nuint _length;
    private byte* _pages;

    public PanelMemory(long byteLength)
    {
        ByteLength = byteLength;
        _length = (nuint)Math.Max(byteLength, 1);
        _pages = Pages.MapWritable(_length);
        Pages.PreferHuge(_pages, _length);
    }

    ~PanelMemory() => Free();

    /// <summary>Size asked for, in bytes.</summary>
    public long ByteLength { get; }

    /// <summary>First byte.</summary>
    public byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pages is null, this);
            return _pages;
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pages is not null)
        {
            Pages.Unmap(_pages, _length);
            _pages = null;
        }
    }
}
