namespace Xinference.Kernels.Jit.Panels;

/// <summary>Zeroed pages, huge ones where the system gives them, shared by several matrices and freed with the last of them.</summary>
internal sealed unsafe class PanelSlab
{
    private readonly byte* _pages;
    private readonly long _length;
    private long _taken;
    private int _users;

    public PanelSlab(long byteLength)
    {
        _length = Math.Max(byteLength, 1);
        _pages = Pages.MapWritable((nuint)_length);
        Pages.PreferHuge(_pages, (nuint)_length);
    }

    /// <summary>Takes a part of it, at the next cache line; null where it has not enough left or is freed. One caller at a time.</summary>
    public PanelMemory? TryTake(long byteLength)
    {
        long first = (_taken + PanelHeap.Alignment - 1) / PanelHeap.Alignment * PanelHeap.Alignment;
        if (first + byteLength > _length || !TryUse())
        {
            return null;
        }

        _taken = first + Math.Max(byteLength, 1);
        return new(this, _pages + first, byteLength);
    }

    /// <summary>Called once for each part; the last frees the pages.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Pages.Unmap(_pages, (nuint)_length);
        }
    }

    /// <summary>One more part; false once all that there were have gone, and the pages with them.</summary>
    private bool TryUse()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0 || _taken == 0)
        {
            int before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
            {
                return true;
            }

            users = before;
        }

        return false;
    }
}
