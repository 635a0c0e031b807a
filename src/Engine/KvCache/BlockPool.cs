using System.Diagnostics;

namespace Xinference.Engine.KvCache;

/// <summary>Who owns which block of the paged cache. Renting and returning take constant time.</summary>
/// <remarks>INV-1: free + cached + owned = total. INV-2: no block is owned twice.</remarks>
internal sealed class BlockPool
{
    private readonly int[] _free;
    private readonly bool[] _owned;

    public BlockPool(int total)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        _free = new int[total];
        _owned = new bool[total];
        for (int i = 0; i < total; i++)
        {
            // The lowest ids lie on top, so that a small load touches few pages of the cache.
            _free[i] = total - 1 - i;
        }

        Free = total;
    }

    public int Total => _free.Length;

    public int Free { get; private set; }

    public int Owned { get; private set; }

    /// <summary>Takes a free block.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public int Rent()
    {
        if (Free == 0)
        {
            throw new InvalidOperationException($"all {Total} blocks are owned");
        }

        int block = _free[--Free];
        Debug.Assert(!_owned[block], "INV-2");
        _owned[block] = true;
        Owned++;
        Debug.Assert(Free + Owned == Total, "INV-1");
        return block;
    }

    /// <summary>Gives a block back.</summary>
    /// <exception cref="InvalidOperationException">Nobody owns it.</exception>
    public void Return(int block)
    {
        if ((uint)block >= (uint)Total || !_owned[block])
        {
            throw new InvalidOperationException($"block {block} of {Total} is owned by nobody");
        }

        _owned[block] = false;
        Owned--;
        _free[Free++] = block;
        Debug.Assert(Free + Owned == Total, "INV-1");
    }
}
