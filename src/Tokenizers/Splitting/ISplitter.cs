namespace Xinference.Tokenizers;

/// <summary>Cuts text into the words that the model never merges across.</summary>
internal interface ISplitter
{
    IEnumerable<Piece> Split(IEnumerable<Piece> pieces);
}

/// <summary>A word on its way to the model.</summary>
/// <param name="Text">Its characters.</param>
/// <param name="AtStart">Whether it begins the whole text.</param>
internal readonly record struct Piece(string Text, bool AtStart);

/// <summary>Splitters one after the other.</summary>
internal sealed class SequenceSplitter(IReadOnlyList<ISplitter> steps) : ISplitter
{
    public IEnumerable<Piece> Split(IEnumerable<Piece> pieces)
    {
        foreach (ISplitter step in steps)
        {
            pieces = step.Split(pieces);
        }

        return pieces;
    }
}
