using Xinference.Compiler;
using Xinference.Engine.KvCache;
using Xinference.Inference;
using KvMemory = Xinference.Kernels.KvCache;

namespace Xinference.Engine.Sequences;

/// <summary>
/// Runs sequences through a program that gives one row for each: as many in a step as fit, one behind the other without padding. A
/// program with a cache may take a long sequence in several steps; without one it must hold each whole. A row does not depend on the other
/// sequences. One caller at a time.
/// </summary>
public sealed class SequenceRunner : IDisposable
{
    private readonly Program _program;
    private readonly KvMemory? _cache;
    private readonly StepBatch _batch;
    private readonly SequenceBlocks _blocks;
    private readonly float[] _rows;

    /// <summary>Takes over a program and its cache; both are disposed together with the runner.</summary>
    /// <param name="program">The model.</param>
    /// <param name="cache">Keys and values, <see cref="CacheBlocks"/> or more; null for an encoder.</param>
    public SequenceRunner(Program program, KvMemory? cache)
    {
        ProgramLimits limits = program.Limits;
        int table = cache is null ? 0 : BlockTable.BlocksFor(limits.ContextLength);
        _program = program;
        _cache = cache;
        _batch = new StepBatch(limits.MaxTokens, limits.MaxSequences, table);
        _blocks = new SequenceBlocks(cache?.Blocks ?? 0);
        _rows = new float[checked(limits.MaxSequences * limits.VocabularySize)];
    }

    /// <summary>Elements of a row.</summary>
    public int OutputSize => _program.Limits.VocabularySize;

    /// <summary>Bytes of keys and values.</summary>
    public long CacheBytes => _cache is null ? 0 : _cache.Blocks * _cache.Layout.BlockBytes;

    /// <summary>Tokens of a step.</summary>
    public int MaxTokens => _program.Limits.MaxTokens;

    /// <summary>Tokens that a sequence may have.</summary>
    public int MaxLength => _cache is null ? Math.Min(_program.Limits.ContextLength, MaxTokens) : _program.Limits.ContextLength;

    /// <summary>Blocks that the cache of a program must have: one sequence over several steps, and those that fill its last.</summary>
    public static int CacheBlocks(ProgramLimits limits) =>
        BlockTable.BlocksFor(limits.ContextLength) + BlockTable.BlocksFor(limits.MaxTokens) + limits.MaxSequences;

    /// <summary>Computes the rows of all sequences, in their order.</summary>
    /// <param name="inputs">The sequences.</param>
    /// <param name="cancellationToken">Gives up between steps.</param>
    /// <exception cref="ArgumentException">A sequence is empty or longer than <see cref="MaxLength"/>.</exception>
    public float[][] Run(IReadOnlyList<SequenceInput> inputs, CancellationToken cancellationToken)
    {
        if (inputs.Any(input => input.TokenIds.Length < 1 || input.TokenIds.Length > MaxLength))
        {
            throw new ArgumentException($"a sequence must have 1…{MaxLength} tokens", nameof(inputs));
        }

        var results = new float[inputs.Count][];
        _blocks.Clear();
        int computed = 0;
        for (int next = 0; next < inputs.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int first = next;
            (next, computed) = Fill(inputs, next, computed);
            _program.Execute(_batch, _cache, _rows);
            for (int row = 0; row < next - first; row++)
            {
                results[first + row] = _rows.AsSpan(row * OutputSize, OutputSize).ToArray();
            }

            _blocks.Keep(computed);
        }

        return results;
    }

    /// <summary>Frees the program and the cache.</summary>
    public void Dispose()
    {
        _program.Dispose();
        _cache?.Dispose();
    }

    /// <summary>Fills a step; says which sequence comes next, and how many of its tokens are then computed.</summary>
    private (int Next, int Computed) Fill(IReadOnlyList<SequenceInput> inputs, int next, int computed)
    {
        _batch.Clear();
        for (; next < inputs.Count && _batch.SequenceCount < _batch.MaxSequences; next++, computed = 0)
        {
            ReadOnlySpan<int> rest = inputs[next].TokenIds.Span[computed..];
            int room = _batch.MaxTokens - _batch.TokenCount;
            if (rest.Length <= room)
            {
                _batch.Add(rest, computed, Blocks(computed + rest.Length), wantsLogits: true, inputs[next].SecondSegment - computed);
                _blocks.Next();
                continue;
            }

            if (_cache is not null && room > 0)
            {
                _batch.Add(rest[..room], computed, Blocks(computed + room), wantsLogits: false);
                computed += room;
            }

            break;
        }

        return (next, computed);
    }

    private ReadOnlySpan<int> Blocks(int tokens) => _cache is null ? [] : _blocks.Take(BlockTable.BlocksFor(tokens));
}
