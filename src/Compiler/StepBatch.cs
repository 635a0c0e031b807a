namespace Xinference.Compiler;

/// <summary>
/// What one forward pass reads: the tokens of all sequences of the step, one after another. Allocated once, refilled for each step.
/// </summary>
public sealed class StepBatch(int maxTokens, int maxSequences, int maxBlocksPerSequence)
{
    /// <summary>Tokens a step can hold.</summary>
    public int MaxTokens { get; } = maxTokens;

    /// <summary>Sequences a step can hold.</summary>
    public int MaxSequences { get; } = maxSequences;

    /// <summary>Entries of each block table.</summary>
    public int MaxBlocksPerSequence { get; } = maxBlocksPerSequence;

    /// <summary>Tokens in this step.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Sequences in this step.</summary>
    public int SequenceCount { get; private set; }

    /// <summary>Rows whose logits are wanted.</summary>
    public int LogitCount { get; private set; }

    /// <summary>Token ids, <c>[MaxTokens]</c>.</summary>
    public int[] TokenIds { get; } = new int[maxTokens];

    /// <summary>Absolute positions in their sequences, <c>[MaxTokens]</c>.</summary>
    public int[] Positions { get; } = new int[maxTokens];

    /// <summary>Which sequence a token belongs to, <c>[MaxTokens]</c>.</summary>
    public int[] Sequences { get; } = new int[maxTokens];

    /// <summary>Which segment of its sequence a token belongs to, 0 or 1, <c>[MaxTokens]</c>.</summary>
    public int[] TokenTypes { get; } = new int[maxTokens];

    /// <summary>Where the rows of each sequence begin, and behind the last one their number, <c>[MaxSequences + 1]</c>.</summary>
    public int[] FirstRows { get; } = new int[maxSequences + 1];

    /// <summary>Block tables, <c>[MaxSequences, MaxBlocksPerSequence]</c>; pinned, since kernels read them by pointer.</summary>
    public int[] BlockTables { get; } = GC.AllocateArray<int>(checked(maxSequences * maxBlocksPerSequence), pinned: true);

    /// <summary>Token rows whose logits are wanted, <c>[MaxTokens]</c>, ascending.</summary>
    public int[] LogitRows { get; } = new int[maxTokens];

    /// <summary>Empties the batch.</summary>
    public void Clear() => TokenCount = SequenceCount = LogitCount = 0;

    /// <summary>Adds tokens of one sequence.</summary>
    /// <param name="tokens">The tokens to compute; they take positions from <paramref name="start"/> on.</param>
    /// <param name="start">Absolute position of the first.</param>
    /// <param name="blocks">Blocks of the sequence, enough for all positions up to the last token.</param>
    /// <param name="wantsLogits">Whether the logits after the last token are wanted.</param>
    /// <param name="secondSegment">Index of the first token of a second segment.</param>
    /// <exception cref="ArgumentException">The batch is full or the block table is too short or too long.</exception>
    public void Add(ReadOnlySpan<int> tokens, int start, ReadOnlySpan<int> blocks, bool wantsLogits, int secondSegment = int.MaxValue)
    {
        if (TokenCount + tokens.Length > MaxTokens || SequenceCount == MaxSequences || blocks.Length > MaxBlocksPerSequence)
        {
            throw new ArgumentException($"batch holds {MaxTokens} tokens, {MaxSequences} sequences, {MaxBlocksPerSequence} blocks each");
        }

        tokens.CopyTo(TokenIds.AsSpan(TokenCount));
        blocks.CopyTo(BlockTables.AsSpan(SequenceCount * MaxBlocksPerSequence));
        for (int i = 0; i < tokens.Length; i++)
        {
            Positions[TokenCount + i] = start + i;
            Sequences[TokenCount + i] = SequenceCount;
            TokenTypes[TokenCount + i] = i >= secondSegment ? 1 : 0;
        }

        TokenCount += tokens.Length;
        FirstRows[++SequenceCount] = TokenCount;
        if (wantsLogits)
        {
            LogitRows[LogitCount++] = TokenCount - 1;
        }
    }
}
