using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>Consecutive tokens of a sequence that are attended together.</summary>
/// <param name="Token">Row of the first.</param>
/// <param name="Tokens">How many.</param>
/// <param name="FirstStretch">First stretch of the context that they see.</param>
/// <param name="Stretches">How many stretches they see.</param>
internal readonly record struct AttendBlock(int Token, int Tokens, int FirstStretch, int Stretches)
{
    /// <summary>Whether its stretches are chunks of their own.</summary>
    public bool Split { get; init; }

    /// <summary>First chunk of work.</summary>
    public int FirstChunk { get; init; }

    /// <summary>Where its partial sums begin, in rows of one head of one token over one stretch.</summary>
    public long Partials { get; init; }
}

/// <summary>
/// How the attention of a step falls into chunks: blocks of consecutive tokens by key and value heads, and by stretches of the context
/// where a chunk would be so long that threads wait for it. Filled anew for each layer, without allocating; how work is cut changes
/// no bit of the result.
/// </summary>
internal sealed class AttendPlan(ProgramLimits limits, AttentionShape shape, int stretch, int threads)
{
    // enough chunks that a thread which lost its core holds nobody up
    private const int ChunksPerThread = 8;

    // rows of queries that read keys and values once; more would not fit the first-level cache with a tile
    private const int BlockRows = 32;

    private readonly AttendBlock[] _blocks = new AttendBlock[limits.MaxTokens];
    private readonly int[] _unfinished = new int[limits.MaxTokens * shape.KvHeads];
    private readonly int _blockTokens = Math.Max(1, BlockRows / shape.Group);
    private int _count;

    /// <summary>Rows of partial sums that there is room for: two tokens that see a whole context.</summary>
    public long PartialRows { get; } = 2L * shape.Heads * ((limits.ContextLength + stretch - 1) / stretch);

    /// <summary>Plans a step; gives the number of chunks.</summary>
    public int Fill(StepBatch batch)
    {
        _count = 0;
        long work = 0;
        for (int token = 0; token < batch.TokenCount; token += _blocks[_count - 1].Tokens)
        {
            AttendBlock block = Cut(batch, token);
            _blocks[_count++] = block;
            work += (long)block.Tokens * block.Stretches;
        }

        return Number(work * shape.KvHeads / (threads * ChunksPerThread));
    }

    /// <summary>The block that a chunk belongs to, and its index.</summary>
    public AttendBlock Find(int chunk, out int index)
    {
        int low = 0;
        int high = _count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _blocks[middle].FirstChunk <= chunk ? (middle, high) : (low, middle - 1);
        }

        index = low;
        return _blocks[low];
    }

    /// <summary>Counts a stretch as done; true for the last of a block and head, after which partial sums may be joined.</summary>
    public bool Finish(int index, int kvHead) => Interlocked.Decrement(ref _unfinished[(index * shape.KvHeads) + kvHead]) == 0;

    private AttendBlock Cut(StepBatch batch, int token)
    {
        int end = token + 1;
        while (end < batch.TokenCount && end - token < _blockTokens && batch.Sequences[end] == batch.Sequences[token]
            && batch.Positions[end] == batch.Positions[end - 1] + 1)
        {
            end++;
        }

        int first = shape.FirstPosition(batch.Positions[token]) / stretch;
        return new(token, end - token, first, (batch.Positions[end - 1] / stretch) - first + 1);
    }

    private int Number(long mostWork)
    {
        int chunks = 0;
        long partials = 0;
        for (int i = 0; i < _count; i++)
        {
            AttendBlock block = _blocks[i];
            long rows = (long)block.Tokens * shape.Heads * block.Stretches;
            bool split = threads > 1 && block.Stretches > 1 && (long)block.Tokens * block.Stretches > mostWork && partials + rows <= PartialRows;
            _blocks[i] = block with { Split = split, FirstChunk = chunks, Partials = partials };
            chunks += shape.KvHeads * (split ? block.Stretches : 1);
            if (split)
            {
                partials += rows;
                _unfinished.AsSpan(i * shape.KvHeads, shape.KvHeads).Fill(block.Stretches);
            }
        }

        return chunks;
    }
}
