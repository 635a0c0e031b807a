using System.Collections.Frozen;

namespace Xinference.Tokenizers;

/// <summary>Ids of the tokens with a role of their own; null where the model has none.</summary>
public sealed record SpecialTokens
{
    /// <summary>Begins a text.</summary>
    public int? Bos { get; init; }

    /// <summary>Ends a text.</summary>
    public int? Eos { get; init; }

    /// <summary>Stands for what the vocabulary cannot express.</summary>
    public int? Unk { get; init; }

    /// <summary>Fills up batches.</summary>
    public int? Pad { get; init; }

    /// <summary>Every id after which generation stops: end of text, end of turn, end of message.</summary>
    public IReadOnlySet<int> EndOfGeneration { get; init; } = FrozenSet<int>.Empty;
}
