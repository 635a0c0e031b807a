namespace Xinference.Tokenizers;

/// <summary>One token per word.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int? unknown) : ITokenModel
{
    public void Tokenize(string word, List<int> ids)
    {
        if ((vocabulary.Find(word) ?? unknown) is { } id)
        {
            ids.Add(id);
        }
    }
}

/// <summary>The longest token that fits, again and again; a word that does not come out whole is unknown (Wu et al. 2016).</summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly TextTrie _begin = new();
    private readonly TextTrie _inside = new();
    private readonly WordPieceOptions _options;

    public WordPieceModel(IEnumerable<KeyValuePair<string, int>> tokens, WordPieceOptions options)
    {
        _options = options;
        foreach ((string text, int id) in tokens)
        {
            if (text.Length > options.Begin.Length && text.StartsWith(options.Begin, StringComparison.Ordinal))
            {
                _begin.Add(text.AsSpan(options.Begin.Length), id);
            }

            if (text.Length > options.Inside.Length && text.StartsWith(options.Inside, StringComparison.Ordinal))
            {
                _inside.Add(text.AsSpan(options.Inside.Length), id);
            }
        }
    }

    public void Tokenize(string word, List<int> ids)
    {
        int before = ids.Count;
        if (Characters(word) > _options.LongestWord || !TryPieces(word, ids))
        {
            ids.RemoveRange(before, ids.Count - before);
            ids.Add(_options.Unknown);
        }
    }

    private bool TryPieces(string word, List<int> ids)
    {
        for (int at = 0; at < word.Length;)
        {
            int id = (at == 0 ? _begin : _inside).Longest(word.AsSpan(at), out int length);
            if (id < 0)
            {
                return false;
            }

            ids.Add(id);
            at += length;
        }

        return true;
    }

    private static int Characters(string word) => word.Length - word.Count(char.IsLowSurrogate);
}

/// <summary>How a WordPiece vocabulary spells its tokens.</summary>
internal sealed record WordPieceOptions
{
    /// <summary>The token for unknown words.</summary>
    public required int Unknown { get; init; }

    /// <summary>Prefix of tokens that begin a word.</summary>
    public string Begin { get; init; } = "";

    /// <summary>Prefix of tokens inside a word.</summary>
    public string Inside { get; init; } = "##";

    /// <summary>Longer words, in characters, are unknown.</summary>
    public int LongestWord { get; init; } = 100;
}
