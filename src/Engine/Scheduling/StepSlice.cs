namespace Xinference.Engine.Scheduling;

/// <summary>What one step computes of one sequence.</summary>
public readonly struct StepSlice
{
    internal StepSlice(Sequence sequence, int count)
    {
        Sequence = sequence;
        Start = sequence.ComputedTokens;
        Count = count;
    }

    /// <summary>The sequence.</summary>
    public Sequence Sequence { get; }

    /// <summary>Position of the first token.</summary>
    public int Start { get; }

    /// <summary>Number of tokens, ≥ 1.</summary>
    public int Count { get; }

    /// <summary>Whether the logits after the last token are wanted: true where the slice catches up with the sequence.</summary>
    public bool WantsLogits => Start + Count == Sequence.TokenCount;

    /// <summary>The tokens, <c>[Count]</c>.</summary>
    public ReadOnlySpan<int> Tokens => Sequence.Tokens.Slice(Start, Count);
}
