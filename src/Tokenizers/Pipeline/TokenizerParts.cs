namespace Xinference.Tokenizers;

/// <summary>The exchangeable stages of a tokenizer.</summary>
internal sealed record TokenizerParts
{
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>Added tokens looked for in the text as given.</summary>
    public AddedTokenSplitter RawTokens { get; init; } = AddedTokenSplitter.None;

    /// <summary>Added tokens looked for after normalisation.</summary>
    public AddedTokenSplitter NormalTokens { get; init; } = AddedTokenSplitter.None;

    public INormalizer Normalizer { get; init; } = new SequenceNormalizer([]);

    public ISplitter Splitter { get; init; } = new SequenceSplitter([]);

    public required ITokenModel Model { get; init; }

    public SpecialTemplate Template { get; init; } = SpecialTemplate.Empty;

    public required ITokenDecoder Decoder { get; init; }

    public SpecialTokens Special { get; init; } = new();
}

/// <summary>Which added tokens are recognised in a text.</summary>
internal enum SplitRole
{
    All,
    PlainOnly,
}

/// <summary>Part of a text: an added token, or text at the very start or later.</summary>
internal readonly record struct Segment(string Text, int? Token, bool AtStart);

/// <summary>Ids put before and after every text.</summary>
internal sealed record SpecialTemplate(IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    public static SpecialTemplate Empty { get; } = new([], []);

    public IReadOnlyList<int> Apply(List<int> ids) => Before.Count + After.Count == 0 ? ids : [.. Before, .. ids, .. After];
}
