namespace Xinference.Tokenizers;

/// <summary>Spells words in the byte alphabet, after cutting with GPT-2's pattern if asked.</summary>
internal sealed class ByteLevelSplitter(SpacePrefix prefix, ISplitter? words) : ISplitter
{
    public IEnumerable<Piece> Split(IEnumerable<Piece> pieces)
    {
        IEnumerable<Piece> spaced = pieces.Select(WithSpace);
        return (words is null ? spaced : words.Split(spaced)).Select(piece => piece with { Text = ByteAlphabet.Encode(piece.Text) });
    }

    private Piece WithSpace(Piece piece) =>
        prefix == SpacePrefix.Always && !piece.Text.StartsWith(' ') ? piece with { Text = " " + piece.Text } : piece;
}

/// <summary>When a word gets a space of its own in front.</summary>
internal enum SpacePrefix
{
    Never,
    First,
    Always,
}

/// <summary>Writes spaces as a visible character (SentencePiece: U+2581) and cuts before each if asked.</summary>
internal sealed class MetaspaceSplitter(string mark, SpacePrefix prefix, bool cut) : ISplitter
{
    private readonly PatternSplitter _cutter = new(CharacterMatches.Of(mark), SplitBehavior.MergedWithNext);

    public IEnumerable<Piece> Split(IEnumerable<Piece> pieces)
    {
        IEnumerable<Piece> marked = pieces.Select(Marked);
        return cut ? _cutter.Split(marked) : marked;
    }

    private Piece Marked(Piece piece)
    {
        string text = piece.Text.Replace(" ", mark, StringComparison.Ordinal);
        bool add = prefix == SpacePrefix.Always || (prefix == SpacePrefix.First && piece.AtStart);
        return piece with { Text = add && !text.StartsWith(mark, StringComparison.Ordinal) ? mark + text : text };
    }
}
