namespace Xinference.Tokenizers;

/// <summary>Reads the part <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class JsonSplitters
{
    public static ISplitter Read(JsonPart? part) => part is { } splitter ? Read(splitter) : new SequenceSplitter([]);

    private static ISplitter Read(JsonPart part)
    {
        string type = part.Type();
        return type switch
        {
            "Sequence" => new SequenceSplitter([.. part.Require("pretokenizers").Items().Select(Read)]),
            "ByteLevel" => ByteLevel(part),
            "Split" => Split(part),
            "Metaspace" => new MetaspaceSplitter(part.TextOr("replacement", "\u2581"), Prefix(part), part.FlagOr("split", true)),
            "Whitespace" => new PatternSplitter(new SplitPattern(@"[\w\u200C\u200D]+|[^\w\s\u200C\u200D]+").Matches, SplitBehavior.Removed, invert: true),
            "WhitespaceSplit" => new PatternSplitter(CharacterMatches.Of(CharacterClass.IsWhiteSpace), SplitBehavior.Removed),
            "BertPreTokenizer" => BertWords(),
            "Digits" => Digits(part),
            "Punctuation" => new PatternSplitter(CharacterMatches.Of(CharacterClass.IsPunctuation), Behavior(part)),
            "CharDelimiterSplit" => new PatternSplitter(CharacterMatches.Of(part.Require("delimiter").Text()), SplitBehavior.Removed),
            _ => throw part.Unknown("pre_tokenizer", type),
        };
    }

    /// <summary>Words between white space, with each punctuation character a word of its own.</summary>
    public static ISplitter BertWords() => new SequenceSplitter(
    [
        new PatternSplitter(CharacterMatches.Of(CharacterClass.IsWhiteSpace), SplitBehavior.Removed),
        new PatternSplitter(CharacterMatches.Of(CharacterClass.IsPunctuation), SplitBehavior.Isolated),
    ]);

    private static ByteLevelSplitter ByteLevel(JsonPart part)
    {
        SpacePrefix prefix = part.FlagOr("add_prefix_space", true) ? SpacePrefix.Always : SpacePrefix.Never;
        bool words = part.FlagOr("use_regex", true);
        return new ByteLevelSplitter(prefix, words ? new PatternSplitter(new SplitPattern(WordPatterns.Gpt2).Matches, SplitBehavior.Isolated) : null);
    }

    private static PatternSplitter Split(JsonPart part)
    {
        JsonPart pattern = part.Require("pattern");
        Func<string, List<Range>> find = pattern.Find("Regex") is { } regex
            ? new SplitPattern(regex.Text()).Matches
            : CharacterMatches.Of(pattern.Require("String").Text());
        return new PatternSplitter(find, Behavior(part), part.FlagOr("invert", false));
    }

    private static PatternSplitter Digits(JsonPart part)
    {
        SplitBehavior behavior = part.FlagOr("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous;
        return new PatternSplitter(CharacterMatches.Of(CharacterClass.IsNumber), behavior);
    }

    private static SplitBehavior Behavior(JsonPart part)
    {
        string name = part.TextOr("behavior", "Isolated");
        return name switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            _ => throw part.Unknown("behavior", name),
        };
    }

    /// <summary>When a Metaspace part puts a space in front; old files say it with a flag.</summary>
    public static SpacePrefix Prefix(JsonPart part)
    {
        string scheme = part.TextOr("prepend_scheme", part.FlagOr("add_prefix_space", true) ? "always" : "never");
        return scheme switch
        {
            "always" => SpacePrefix.Always,
            "first" => SpacePrefix.First,
            "never" => SpacePrefix.Never,
            _ => throw part.Unknown("prepend_scheme", scheme),
        };
    }
}
