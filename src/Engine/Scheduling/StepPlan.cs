using System.Diagnostics;

namespace Xinference.Engine.Scheduling;

/// <summary>
/// What one forward pass computes. The scheduler owns it and refills it for the next step; it is valid until then.
/// INV-6: each sequence has one slice at the most, and all slices together keep within the token budget.
/// </summary>
public sealed class StepPlan
{
    private readonly StepSlice[] _slices;
    private readonly int _maxTokens;
    private int _count;

    internal StepPlan(int maxTokens, int maxSequences)
    {
        _maxTokens = maxTokens;
        _slices = new StepSlice[maxSequences];
    }

    /// <summary>The slices, oldest sequence first.</summary>
    public ReadOnlySpan<StepSlice> Slices => _slices.AsSpan(0, _count);

    /// <summary>Tokens of all slices.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Slices that want logits: rows of the step's logits, in the order of the slices.</summary>
    public int LogitCount { get; private set; }

    internal bool IsEmpty => _count == 0;

    internal int TokensLeft => _maxTokens - TokenCount;

    internal void Clear()
    {
        // Finished sequences must not be kept alive by an old plan.
        Array.Clear(_slices, 0, _count);
        _count = TokenCount = LogitCount = 0;
    }

    internal void Add(Sequence sequence, int count)
    {
        Debug.Assert(count >= 1 && count <= TokensLeft, "INV-6");
        StepSlice slice = new(sequence, count);
        _slices[_count++] = slice;
        TokenCount += count;
        LogitCount += slice.WantsLogits ? 1 : 0;
    }
}
