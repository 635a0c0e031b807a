using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>One product of a <see cref="LinearStep"/>, bound to memory.</summary>
/// <param name="matrix">The packed weights.</param>
/// <param name="bias"><c>[matrix.Rows]</c>, or null.</param>
/// <param name="input">The activations, in the matrix's format.</param>
/// <param name="output">Where the product goes; an empty one goes to the step's logits.</param>
/// <param name="addTo">What the product is added to, or nothing.</param>
internal sealed unsafe class BoundProjection(PackedMatrix matrix, float* bias, Rows input, Rows output, Rows addTo)
{
    public PackedMatrix Matrix => matrix;

    public void Run(IKernels kernels, int tokens, float* logits, int firstRow, int rowCount)
    {
        float* result = output.Data is null ? logits : output.Data;
        matrix.Multiply(input.Data, tokens, result, matrix.Rows, firstRow, rowCount);
        for (int token = 0; token < tokens; token++)
        {
            float* row = result + ((long)token * matrix.Rows) + firstRow;
            if (bias is not null)
            {
                kernels.Add(bias + firstRow, row, rowCount);
            }

            if (addTo.Data is not null)
            {
                kernels.Add(row, addTo[token] + firstRow, rowCount);
            }
        }
    }
}

/// <summary>Matrix products of one input, their output rows handed out in small ranges.</summary>
internal sealed unsafe class LinearStep(
    IKernels kernels, ImmutableArray<BoundProjection> projections, RowKind rows, StepState state, int threads)
    : ProgramStep($"{ProgramCall.Linear}×{projections.Length}")
{
    // enough chunks that a thread which lost its core holds nobody up
    private const int ChunksPerThread = 8;

    private readonly ImmutableArray<(int Chunks, int RowsPerChunk)> _split = Split(projections, threads);

    private readonly int _chunks = Split(projections, threads).Sum(s => s.Chunks);

    private int _tokens;

    public override string Detail
    {
        get
        {
            IEnumerable<PackedMatrix> all = projections.Select(p => p.Matrix);
            string types = string.Join('/', all.Select(m => m.Type).Distinct());
            string inputs = string.Join('/', all.Select(m => m.Activations.ToString().ToLowerInvariant()).Distinct());
            return $"{types} × {inputs} {projections[0].Matrix.Columns}→{string.Join('+', all.Select(m => m.Rows))}";
        }
    }

    public override CallWork MeasureWork()
    {
        long count = state.Rows(rows);
        if (count == 0)
        {
            return default;
        }

        PackedMatrix[] matrices = [.. projections.Select(p => p.Matrix)];
        long inputs = matrices.DistinctBy(m => m.Activations).Sum(m => count * m.Activations.RowFloats(m.Columns) * sizeof(float));
        return matrices.Aggregate(new CallWork(inputs, 0, 0), (sum, m) => sum + WorkOf(m, count));
    }

    public override int Prepare()
    {
        _tokens = state.Rows(rows);
        return _tokens == 0 ? 0 : _chunks;
    }

    public override void Run(int chunk, int thread)
    {
        int index = 0;
        while (chunk >= _split[index].Chunks)
        {
            chunk -= _split[index++].Chunks;
        }

        BoundProjection projection = projections[index];
        int firstRow = chunk * _split[index].RowsPerChunk;
        int rowCount = Math.Min(_split[index].RowsPerChunk, projection.Matrix.Rows - firstRow);
        projection.Run(kernels, _tokens, state.Logits, firstRow, rowCount);
    }

    private static CallWork WorkOf(PackedMatrix matrix, long count)
    {
        long bytes = matrix.ByteLength + (count * matrix.Rows * sizeof(float));
        long operations = 2 * count * matrix.Rows * matrix.Columns;
        return matrix.Activations == ActivationFormat.Int8 ? new(bytes, operations, 0) : new(bytes, 0, operations);
    }

    private static ImmutableArray<(int Chunks, int RowsPerChunk)> Split(ImmutableArray<BoundProjection> projections, int threads)
    {
        long total = projections.Sum(p => (long)p.Matrix.Rows);
        long wanted = Math.Max(1, total / (threads * ChunksPerThread));
        return [.. projections.Select(p => SplitOne(p.Matrix, wanted))];
    }

    private static (int Chunks, int RowsPerChunk) SplitOne(PackedMatrix matrix, long wantedRows)
    {
        int tile = matrix.RowTile;
        var rowsPerChunk = (int)Math.Min((wantedRows + tile - 1) / tile * tile, matrix.Rows);
        rowsPerChunk = Math.Max(rowsPerChunk, Math.Min(tile, matrix.Rows));
        return ((matrix.Rows + rowsPerChunk - 1) / rowsPerChunk, rowsPerChunk);
    }
}
