namespace Xinference.Tokenizers;

/// <summary>Byte-pair encoding with an explicit list of merges.</summary>
internal sealed class BpeModel(Vocabulary vocabulary, BpeMerges merges, BpeOptions options) : ITokenModel
{
    private readonly WordCache _cache = new();
    private readonly UnknownTokens _unknown = new(options.Unknown, options.FuseUnknown, options.Bytes);

    public void Tokenize(string word, List<int> ids) => ids.AddRange(_cache.GetOrAdd(word, Merged));

    private int[] Merged(string word)
    {
        if (options.WholeWordsFirst && vocabulary.Find(word) is { } whole)
        {
            return [whole];
        }

        List<int> symbols = [];
        UnknownTokens.Run run = _unknown.Start(symbols);
        for (int at = 0; at < word.Length;)
        {
            int length = char.IsHighSurrogate(word[at]) ? 2 : 1;
            ReadOnlySpan<char> character = word.AsSpan(at, length);
            ReadOnlySpan<char> spelled = Spelled(character, at == 0, at + length == word.Length);
            if (vocabulary.Find(spelled) is { } id)
            {
                run.Known(id);
            }
            else
            {
                run.Missing(spelled);
            }

            at += length;
        }

        MergeChain<int> chain = new();
        symbols.ForEach(chain.Add);
        return [.. chain.Merge(merges.Find)];
    }

    private ReadOnlySpan<char> Spelled(ReadOnlySpan<char> character, bool first, bool last) =>
        options.Continuation.Length + options.WordEnd.Length == 0
            ? character
            : string.Concat(first ? "" : options.Continuation, character, last ? options.WordEnd : "");
}

/// <summary>The switches of a byte-pair model.</summary>
internal sealed record BpeOptions
{
    /// <summary>The token for characters outside the vocabulary.</summary>
    public int? Unknown { get; init; }

    /// <summary>Whether neighbouring unknown characters share one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Byte tokens that spell unknown characters.</summary>
    public ByteTokens? Bytes { get; init; }

    /// <summary>Whether a word that is a token is taken as it is.</summary>
    public bool WholeWordsFirst { get; init; }

    /// <summary>Written before every character of a word but the first.</summary>
    public string Continuation { get; init; } = "";

    /// <summary>Written after the last character of a word.</summary>
    public string WordEnd { get; init; } = "";
}
