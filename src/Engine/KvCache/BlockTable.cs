using Xinference.Kernels;

namespace Xinference.Engine.KvCache;

/// <summary>The blocks of one sequence in the order of its positions: position p lies in entry p / 16, slot p % 16.</summary>
internal sealed class BlockTable
{
    private int[] _blocks = [];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Blocks => _blocks.AsSpan(0, Count);

    /// <summary>Blocks that hold a number of tokens.</summary>
    public static int BlocksFor(int tokens) => (tokens + KvLayout.BlockTokens - 1) / KvLayout.BlockTokens;

    /// <summary>Makes room for the blocks of a number of tokens, without taking any.</summary>
    public void Reserve(int tokens)
    {
        if (_blocks.Length < BlocksFor(tokens))
        {
            Array.Resize(ref _blocks, BlocksFor(tokens));
        }
    }

    /// <summary>Grows to hold a number of tokens, or changes nothing and returns false where the pool has too few free blocks.</summary>
    public bool TryGrow(int tokens, BlockPool pool)
    {
        int wanted = BlocksFor(tokens);
        if (wanted - Count > pool.Free)
        {
            return false;
        }

        if (wanted > _blocks.Length)
        {
            Array.Resize(ref _blocks, Math.Max(wanted, 2 * _blocks.Length));
        }

        while (Count < wanted)
        {
            _blocks[Count++] = pool.Rent();
        }

        return true;
    }

    /// <summary>Gives all blocks back.</summary>
    public void Release(BlockPool pool)
    {
        while (Count > 0)
        {
            pool.Return(_blocks[--Count]);
        }
    }
}
