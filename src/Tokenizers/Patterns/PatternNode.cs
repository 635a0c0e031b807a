namespace Xinference.Tokenizers;

/// <summary>The syntax tree of a split pattern.</summary>
internal abstract record PatternNode;

/// <summary>One code point out of a set.</summary>
internal sealed record SetNode(CharSet Set) : PatternNode;

/// <summary>Nodes one after the other; none of them matches the empty text.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Items) : PatternNode;

/// <summary>The first alternative that lets the rest match.</summary>
internal sealed record ChoiceNode(IReadOnlyList<PatternNode> Alternatives) : PatternNode;

/// <summary>A node repeated; <see cref="PatternNode"/> is tried <paramref name="Max"/> times at most, int.MaxValue meaning without end.</summary>
internal sealed record RepeatNode(PatternNode Item, int Min, int Max, Greed Greed) : PatternNode;

/// <summary>A node that gives nothing back once it has matched.</summary>
internal sealed record AtomicNode(PatternNode Item) : PatternNode;

/// <summary>A condition on the text around the place.</summary>
internal sealed record LookNode(PatternNode Item, LookKind Kind) : PatternNode;

/// <summary>A condition on the place.</summary>
internal sealed record AnchorNode(AnchorKind Kind) : PatternNode;

/// <summary>How much a repetition takes.</summary>
internal enum Greed
{
    Greedy,
    Lazy,
    Possessive,
}

/// <summary>Where a look-around looks and what it demands.</summary>
internal enum LookKind
{
    Ahead,
    NotAhead,
    Behind,
    NotBehind,
}

/// <summary>Places a pattern can ask for.</summary>
internal enum AnchorKind
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    TextEndOrLastNewline,
    WordBoundary,
    NoWordBoundary,
}
