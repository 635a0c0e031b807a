using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>
/// Matrix products of one input, their output rows handed out in small ranges. With few tokens a range is computed aside and committed, so
/// that another thread can do it again when the first has lost its core; with many, sections are so long that the wait is small beside them.
/// </summary>
internal sealed unsafe class LinearStep : ProgramStep, IRepeatableWork
{
    /// <summary>Most tokens whose ranges are computed aside.</summary>
    public const int MostRepeatableTokens = 16;

    // enough chunks that a thread which lost its core holds nobody up for long
    private const int ChunksPerThread = 8;

    // weights of a chunk fit the second-level cache beside the activations, and are read in some 20 µs
    private const long MostChunkBytes = 384 << 10;

    // done before another thread has begun
    private const long AloneBytes = 64 << 10;

    private readonly IKernels _kernels;
    private readonly ImmutableArray<BoundProjection> _projections;
    private readonly ImmutableArray<(int Chunks, int RowsPerChunk)> _split;
    private readonly RowKind _rows;
    private readonly StepState _state;
    private readonly ChunkScratch _scratch;
    private readonly int _chunks;
    private readonly long _bytes;
    private int _tokens;

    /// <summary>Divides products among threads.</summary>
    public LinearStep(
        IKernels kernels, ImmutableArray<BoundProjection> projections, RowKind rows, StepState state, ChunkScratch scratch, int threads)
        : base($"{ProgramCall.Linear}×{projections.Length}")
    {
        _kernels = kernels;
        _projections = projections;
        _rows = rows;
        _state = state;
        _scratch = scratch;
        _bytes = projections.Sum(p => p.Matrix.ByteLength);
        long chunkBytes = Math.Min(_bytes / (threads * ChunksPerThread), MostChunkBytes);
        _split = [.. projections.Select(p => Split(p.Matrix, chunkBytes))];
        _chunks = _split.Sum(s => s.Chunks);
        scratch.Reserve((long)_split.Max(s => s.RowsPerChunk) * MostRepeatableTokens);
    }

    /// <inheritdoc/>
    public override string Detail
    {
        get
        {
            IEnumerable<PackedMatrix> all = _projections.Select(p => p.Matrix);
            string types = string.Join('/', all.Select(m => m.Type).Distinct());
            string inputs = string.Join('/', all.Select(m => m.Activations.ToString().ToLowerInvariant()).Distinct());
            return $"{types} × {inputs} {_projections[0].Matrix.Columns}→{string.Join('+', all.Select(m => m.Rows))}";
        }
    }

    /// <inheritdoc/>
    public bool IsRepeatable => _tokens <= MostRepeatableTokens;

    /// <inheritdoc/>
    public override int Prepare()
    {
        _tokens = _state.Rows(_rows);
        return _tokens == 0 ? 0 : IsAlone(_tokens) ? 1 : _chunks;
    }

    /// <inheritdoc/>
    public override void Run(int chunk, int thread)
    {
        if (!IsAlone(_tokens))
        {
            (BoundProjection projection, int firstRow, int rowCount) = Locate(chunk);
            projection.Run(_kernels, _tokens, _state.Logits, firstRow, rowCount);
            return;
        }

        foreach (BoundProjection projection in _projections)
        {
            projection.Run(_kernels, _tokens, _state.Logits, 0, projection.Matrix.Rows);
        }
    }

    /// <inheritdoc/>
    public void Compute(int chunk, int thread)
    {
        int tokens = Volatile.Read(ref _tokens); // once: when this runs late it belongs to another step
        if (tokens > MostRepeatableTokens)
        {
            return;
        }

        (BoundProjection projection, int firstRow, int rowCount) = Locate(chunk);
        projection.Compute(tokens, _scratch[thread], firstRow, rowCount);
    }

    /// <inheritdoc/>
    public void Commit(int chunk, int thread)
    {
        (BoundProjection projection, int firstRow, int rowCount) = Locate(chunk);
        projection.Commit(_kernels, _tokens, _scratch[thread], _state.Logits, firstRow, rowCount);
    }

    /// <inheritdoc/>
    public override CallWork MeasureWork()
    {
        long count = _state.Rows(_rows);
        if (count == 0)
        {
            return default;
        }

        PackedMatrix[] matrices = [.. _projections.Select(p => p.Matrix)];
        long inputs = matrices.DistinctBy(m => m.Activations).Sum(m => count * m.Activations.RowFloats(m.Columns) * sizeof(float));
        return matrices.Aggregate(new CallWork(inputs, 0, 0), (sum, m) => sum + WorkOf(m, count));
    }

    private bool IsAlone(int tokens) => _bytes * tokens <= AloneBytes;

    private (BoundProjection Projection, int FirstRow, int RowCount) Locate(int chunk)
    {
        int index = 0;
        while (chunk >= _split[index].Chunks)
        {
            chunk -= _split[index++].Chunks;
        }

        int firstRow = chunk * _split[index].RowsPerChunk;
        return (_projections[index], firstRow, Math.Min(_split[index].RowsPerChunk, _projections[index].Matrix.Rows - firstRow));
    }

    private static CallWork WorkOf(PackedMatrix matrix, long count)
    {
        long bytes = matrix.ByteLength + (count * matrix.Rows * sizeof(float));
        long operations = 2 * count * matrix.Rows * matrix.Columns;
        return matrix.Activations == ActivationFormat.Int8 ? new(bytes, operations, 0) : new(bytes, 0, operations);
    }

    private static (int Chunks, int RowsPerChunk) Split(PackedMatrix matrix, long chunkBytes)
    {
        long bytesOfRow = Math.Max(1, matrix.ByteLength / matrix.Rows);
        long tiles = Math.Max(1, chunkBytes / (bytesOfRow * matrix.RowTile));
        var rowsPerChunk = (int)Math.Min(tiles * matrix.RowTile, matrix.Rows);
        return ((matrix.Rows + rowsPerChunk - 1) / rowsPerChunk, rowsPerChunk);
    }
}
