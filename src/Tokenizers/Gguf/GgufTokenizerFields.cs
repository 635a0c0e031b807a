using Xinference.Formats;

namespace Xinference.Tokenizers;

/// <summary>The keys <c>tokenizer.ggml.*</c> of a GGUF file, checked.</summary>
internal sealed class GgufTokenizerFields
{
    private const string Prefix = "tokenizer.ggml.";

    private readonly GgufMetadata _metadata;

    public GgufTokenizerFields(GgufMetadata metadata)
    {
        _metadata = metadata;
        Model = metadata.GetString(Prefix + "model") ?? throw Missing("model");
        Tokens = metadata.GetStrings(Prefix + "tokens") ?? throw Missing("tokens");
        Scores = metadata.GetFloats(Prefix + "scores") ?? [];
        Types = metadata.GetIntegers(Prefix + "token_type") ?? [];
        CheckLength("scores", Scores.Count);
        CheckLength("token_type", Types.Count);
    }

    public string Model { get; }

    public IReadOnlyList<string> Tokens { get; }

    public IReadOnlyList<float> Scores { get; }

    public IReadOnlyList<int> Types { get; }

    public IReadOnlyList<string> Merges => _metadata.GetStrings(Prefix + "merges") ?? throw Missing("merges");

    /// <summary>The name of the word pattern; files from before it existed mean <c>default</c>.</summary>
    public string Pre => _metadata.GetString(Prefix + "pre") ?? "default";

    public IReadOnlyList<int> CharacterMap => _metadata.GetIntegers(Prefix + "precompiled_charsmap") ?? [];

    public IReadOnlyList<float> RequiredScores => Scores.Count > 0 ? Scores : throw Missing("scores");

    public GgufTokenType Type(int id) => Types.Count == 0 ? GgufTokenType.Normal : (GgufTokenType)Types[id];

    public bool Flag(string key, bool absent) => _metadata.GetBoolean(Prefix + key) ?? absent;

    /// <summary>
    /// A token id; null if the file does not say, or names one outside the vocabulary: converters write padding ids that no token has.
    /// </summary>
    public int? Id(string key) => IdAsWritten(key) is { } id && id < Tokens.Count ? (int)id : null;

    /// <summary>A token id that a prompt's ends depend on; null if the file does not say.</summary>
    /// <exception cref="TokenizerException">It lies outside the vocabulary.</exception>
    public int? StrictId(string key) => IdAsWritten(key) is not { } id || id < Tokens.Count
        ? Id(key)
        : throw new TokenizerException($"{Prefix}{key} is {id}, outside the vocabulary of {Tokens.Count} tokens");

    // Some converters write -1, in 32 bits with or without sign, where the model has no such token.
    private long? IdAsWritten(string key) => _metadata.GetInteger(Prefix + key) is { } id and >= 0 and not uint.MaxValue ? id : null;

    private void CheckLength(string key, int count)
    {
        if (count != 0 && count != Tokens.Count)
        {
            throw new TokenizerException($"{Prefix}{key} has {count} entries for {Tokens.Count} tokens");
        }
    }

    private static TokenizerException Missing(string key) =>
        new($"the GGUF file has no {Prefix}{key}; it holds no usable tokenizer. Convert the model again with its tokenizer files beside it");
}

/// <summary>The kinds of tokens in a GGUF file.</summary>
internal enum GgufTokenType
{
    Undefined = 0,
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
