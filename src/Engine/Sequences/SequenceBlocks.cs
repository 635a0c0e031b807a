using Xinference.Engine.KvCache;

namespace Xinference.Engine.Sequences;

/// <summary>
/// Gives out blocks of a cache to sequences that come one after another: those that are done with a step are free again, and the one that
/// is not keeps its own.
/// </summary>
internal sealed class SequenceBlocks(int count)
{
    private readonly int[] _blocks = [.. Enumerable.Range(0, count)];
    private int _first;
    private int _free;

    /// <summary>Frees all blocks.</summary>
    public void Clear() => _first = _free = 0;

    /// <summary>The blocks of the current sequence, <paramref name="wanted"/> of them, those it has included.</summary>
    public ReadOnlySpan<int> Take(int wanted)
    {
        _free = Math.Max(_free, _first + wanted);
        return _blocks.AsSpan(_first, wanted);
    }

    /// <summary>The next blocks are for another sequence.</summary>
    public void Next() => _first = _free;

    /// <summary>A step is done: of what was given out only the blocks of the current sequence stay taken.</summary>
    /// <param name="tokens">Tokens of the current sequence in the cache.</param>
    public void Keep(int tokens)
    {
        int kept = BlockTable.BlocksFor(tokens);
        // whole rotations, so that a kept block keeps its number at a new place
        Rotate(_first);
        _first = 0;
        _free = kept;
    }

    private void Rotate(int by)
    {
        _blocks.AsSpan(0, by).Reverse();
        _blocks.AsSpan(by).Reverse();
        _blocks.AsSpan().Reverse();
    }
}
