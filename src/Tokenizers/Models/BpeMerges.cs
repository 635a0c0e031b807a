namespace Xinference.Tokenizers;

/// <summary>The merges of a byte-pair vocabulary by the ids of the two parts.</summary>
internal sealed class BpeMerges
{
    private readonly Dictionary<long, (int Rank, int Merged)> _merges = [];
    private readonly Vocabulary _vocabulary;
    private readonly string _continuation;

    /// <param name="vocabulary">The tokens that merges name.</param>
    /// <param name="continuation">The prefix of tokens inside a word, dropped from the right part of a merge.</param>
    public BpeMerges(Vocabulary vocabulary, string continuation)
    {
        _vocabulary = vocabulary;
        _continuation = continuation;
    }

    /// <summary>Adds the next merge in rank.</summary>
    /// <exception cref="TokenizerException">A part or the whole is no token.</exception>
    public void Add(string left, string right)
    {
        string tail = _continuation.Length > 0 && right.StartsWith(_continuation, StringComparison.Ordinal) ? right[_continuation.Length..] : right;
        long key = Key(Id(left, _merges.Count), Id(right, _merges.Count));
        _merges[key] = (_merges.Count, Id(left + tail, _merges.Count));
    }

    public (int Rank, int Merged)? Find(int left, int right) =>
        left >= 0 && right >= 0 && _merges.TryGetValue(Key(left, right), out (int Rank, int Merged) merge) ? (merge.Rank, merge.Merged) : null;

    /// <summary>The two parts of a merge written with one space between them.</summary>
    /// <exception cref="TokenizerException">There are not two parts.</exception>
    public static (string Left, string Right) Parts(string merge)
    {
        int space = merge.IndexOf(' ');
        return space > 0 && space < merge.Length - 1 && merge.IndexOf(' ', space + 1) < 0
            ? (merge[..space], merge[(space + 1)..])
            : throw new TokenizerException($"the merge '{merge}' does not have two parts with one space between them");
    }

    private int Id(string text, int rank) =>
        _vocabulary.Find(text) ?? throw new TokenizerException($"merge {rank} names '{text}', which is no token of the vocabulary");

    private static long Key(int left, int right) => PackedKey.Of(((long)left << 32) | (uint)right);
}
