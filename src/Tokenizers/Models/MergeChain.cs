namespace Xinference.Tokenizers;

/// <summary>
/// Merges neighbours in the order of their rank, leftmost first among equals, until none is left:
/// a doubly linked list and a priority queue, n log n for n symbols (Sennrich et al. 2016).
/// </summary>
internal sealed class MergeChain<TSymbol>
{
    private readonly List<TSymbol> _symbols = [];
    private readonly PriorityQueue<Candidate, long> _queue = new();
    private int[] _previous = [];
    private int[] _next = [];
    private int[] _version = [];

    /// <summary>What two neighbours merge to, with the rank of the merge (lowest first); null if they do not.</summary>
    public delegate (int Rank, TSymbol Merged)? MergeLookup(TSymbol left, TSymbol right);

    public int Count => _symbols.Count;

    public void Add(TSymbol symbol) => _symbols.Add(symbol);

    /// <summary>Merges, and returns the symbols left.</summary>
    public IEnumerable<TSymbol> Merge(MergeLookup lookup)
    {
        int count = _symbols.Count;
        _previous = new int[count];
        _next = new int[count];
        _version = new int[count];
        for (int i = 0; i < count; i++)
        {
            _previous[i] = i - 1;
            _next[i] = i + 1 < count ? i + 1 : -1;
        }

        for (int i = 0; i + 1 < count; i++)
        {
            Offer(i, lookup);
        }

        while (_queue.TryDequeue(out Candidate best, out _))
        {
            if (_version[best.Left] == best.LeftVersion && _version[best.Right] == best.RightVersion)
            {
                Join(best, lookup);
            }
        }

        return Remaining();
    }

    private void Join(Candidate pair, MergeLookup lookup)
    {
        _symbols[pair.Left] = pair.Merged;
        _version[pair.Left]++;
        _version[pair.Right] = -1;
        int after = _next[pair.Right];
        _next[pair.Left] = after;
        if (after >= 0)
        {
            _previous[after] = pair.Left;
            Offer(pair.Left, lookup);
        }

        if (_previous[pair.Left] >= 0)
        {
            Offer(_previous[pair.Left], lookup);
        }
    }

    private void Offer(int left, MergeLookup lookup)
    {
        int right = _next[left];
        if (lookup(_symbols[left], _symbols[right]) is var (rank, merged))
        {
            _queue.Enqueue(new Candidate(left, right, _version[left], _version[right], merged), ((long)rank << 32) | (uint)left);
        }
    }

    private IEnumerable<TSymbol> Remaining()
    {
        for (int i = _symbols.Count == 0 ? -1 : 0; i >= 0; i = _next[i])
        {
            yield return _symbols[i];
        }
    }

    private readonly record struct Candidate(int Left, int Right, int LeftVersion, int RightVersion, TSymbol Merged);
}
