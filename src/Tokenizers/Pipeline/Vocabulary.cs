namespace Xinference.Tokenizers;

/// <summary>The tokens as loaded: text by id and id by text, checked against the limits on untrusted files.</summary>
internal sealed class Vocabulary
{
    /// <summary>Highest number of ids; the largest published vocabularies have about 260 thousand.</summary>
    public const int MaxTokens = 1 << 22;

    /// <summary>Longest token in UTF-16 units; keeps matching near-linear.</summary>
    public const int MaxTokenLength = 8192;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public Vocabulary(int count)
    {
        Texts = new string?[CheckedId(count - 1) + 1];
        Special = new bool[Texts.Length];
    }

    public string?[] Texts { get; }

    public bool[] Special { get; }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    /// <summary>The id of a text that is part of a longer one.</summary>
    public int? Find(ReadOnlySpan<char> text) => _ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int id) ? id : null;

    public int? Find(string text) => _ids.TryGetValue(text, out int id) ? id : null;

    /// <summary>Sets the token with this id. A text that occurs twice keeps its last id.</summary>
    public void Add(string text, int id)
    {
        if (text.Length > MaxTokenLength)
        {
            throw new TokenizerException($"token {id} has {text.Length} characters; at most {MaxTokenLength} are allowed");
        }

        if ((uint)id >= (uint)Texts.Length)
        {
            throw new TokenizerException($"token id {id} is outside the vocabulary of {Texts.Length} tokens");
        }

        if (Texts[id] is { } other && other != text)
        {
            throw new TokenizerException($"token id {id} is given twice, to '{other}' and to '{text}'");
        }

        Texts[id] = text;
        _ids[text] = id;
    }

    /// <summary>An id from a file, checked against the limit.</summary>
    public static int CheckedId(long id) =>
        id is >= -1 and < MaxTokens
            ? (int)id
            : throw new TokenizerException($"token id {id} is out of range; ids from 0 to {MaxTokens - 1} are allowed");
}
