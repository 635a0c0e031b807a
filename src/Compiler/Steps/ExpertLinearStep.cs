using System.Collections.Immutable;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>One product of an <see cref="ExpertLinearStep"/>, bound to memory.</summary>
/// <param name="matrices">The packed weights.</param>
/// <param name="biases"><c>[matrices.Rows]</c> of each expert, as addresses; empty without.</param>
/// <param name="input">The activations, in the matrices' format.</param>
/// <param name="output">Where the product goes.</param>
internal sealed unsafe class BoundExperts(ExpertMatrices matrices, ImmutableArray<nint> biases, Rows input, Rows output)
{
    public ExpertMatrices Matrices => matrices;

    /// <summary>What multiplying some rows with some experts takes; an expert is read once for all its rows.</summary>
    public CallWork WorkOf(int experts, long rows)
    {
        long bytes = (experts * matrices.BytesOfExpert) + (rows * (input.Width + output.Width) * sizeof(float));
        long operations = 2 * rows * matrices.Rows * matrices.Columns;
        return matrices.Activations == ActivationFormat.Int8 ? new(bytes, operations, 0) : new(bytes, 0, operations);
    }

    public void Run(IKernels kernels, int expert, int row, int count, int firstRow, int rowCount)
    {
        matrices.Multiply(expert, input[row], count, output[row], firstRow, rowCount);
        for (int i = 0; i < count && !biases.IsEmpty; i++)
        {
            kernels.Add((float*)biases[expert] + firstRow, output[row + i] + firstRow, rowCount);
        }
    }
}

/// <summary>Products of the experts that have rows, each expert's outputs handed out in small ranges; the others are not touched.</summary>
internal sealed unsafe class ExpertLinearStep(
    IKernels kernels, ImmutableArray<BoundExperts> projections, Rows starts, StepState state, int threads)
    : ProgramStep($"experts×{projections.Length}")
{
    private const int ChunksPerThread = 8;

    private readonly int[] _touched = new int[starts.Width - 1];
    private readonly (int Chunks, int RowsPerChunk)[] _split = new (int, int)[projections.Length];
    private int _chunksOfExpert;
    private (int Experts, int Rows) _done;

    private int* Starts => (int*)starts.Data;

    public override int Prepare()
    {
        if (state.Batch.TokenCount == 0)
        {
            _done = default;
            return 0;
        }

        int touched = 0;
        for (int expert = 0; expert < _touched.Length; expert++)
        {
            if (Starts[expert + 1] > Starts[expert])
            {
                _touched[touched++] = expert;
            }
        }

        Split(touched);
        _done = (touched, Starts[_touched.Length]);
        return touched * _chunksOfExpert;
    }

    public override CallWork MeasureWork()
    {
        // what is in memory now may be another step's
        (int experts, int rows) = _done;
        return projections.Aggregate(default(CallWork), (sum, p) => sum + p.WorkOf(experts, rows));
    }

    public override void Run(int chunk, int thread)
    {
        (int place, chunk) = Math.DivRem(chunk, _chunksOfExpert);
        int expert = _touched[place];
        int index = 0;
        while (chunk >= _split[index].Chunks)
        {
            chunk -= _split[index++].Chunks;
        }

        int firstRow = chunk * _split[index].RowsPerChunk;
        int rowCount = Math.Min(_split[index].RowsPerChunk, projections[index].Matrices.Rows - firstRow);
        int first = Starts[expert];
        projections[index].Run(kernels, expert, first, Starts[expert + 1] - first, firstRow, rowCount);
    }

    // the fewer experts, the smaller the pieces of each
    private void Split(int touched)
    {
        long total = 0;
        foreach (BoundExperts projection in projections)
        {
            total += (long)touched * projection.Matrices.Rows;
        }

        long wanted = Math.Max(1, total / (threads * ChunksPerThread));
        _chunksOfExpert = 0;
        for (int i = 0; i < projections.Length; i++)
        {
            int rows = projections[i].Matrices.Rows;
            int tile = projections[i].Matrices.RowTile;
            var rowsPerChunk = (int)Math.Min((wanted + tile - 1) / tile * tile, rows);
            _split[i] = ((rows + rowsPerChunk - 1) / rowsPerChunk, rowsPerChunk);
            _chunksOfExpert += _split[i].Chunks;
        }
    }
}
