namespace Xinference.Tokenizers;

/// <summary>A prefix tree over UTF-16 units.</summary>
internal sealed class TextTrie
{
    private readonly Dictionary<long, int> _edges = [];
    private readonly List<int> _values = [-1];

    /// <summary>Stores a value ≥ 0 for a text; a later one replaces an earlier one.</summary>
    public void Add(ReadOnlySpan<char> text, int value)
    {
        int node = 0;
        foreach (char unit in text)
        {
            long edge = Edge(node, unit);
            if (!_edges.TryGetValue(edge, out int next))
            {
                next = _values.Count;
                _values.Add(-1);
                _edges.Add(edge, next);
            }

            node = next;
        }

        _values[node] = value;
    }

    /// <summary>The node after one more unit, or -1; the root is 0.</summary>
    public int Step(int node, char unit) => _edges.TryGetValue(Edge(node, unit), out int next) ? next : -1;

    /// <summary>The value at a node, or -1.</summary>
    public int Value(int node) => _values[node];

    /// <summary>The value of the longest stored text that <paramref name="text"/> begins with, or -1, and its length.</summary>
    public int Longest(ReadOnlySpan<char> text, out int length)
    {
        int best = -1;
        length = 0;
        int node = 0;
        for (int i = 0; i < text.Length && (node = Step(node, text[i])) >= 0; i++)
        {
            if (_values[node] >= 0)
            {
                best = _values[node];
                length = i + 1;
            }
        }

        return best;
    }

    private static long Edge(int node, char unit) => PackedKey.Of(((long)node << 16) | unit);
}
