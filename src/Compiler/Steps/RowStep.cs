using System.Collections.Immutable;
using Xinference.Compiler.Graph;

namespace Xinference.Compiler.Steps;

/// <summary>Row operations run one after another on each row while it is in the cache: one barrier for all of them.</summary>
internal sealed class RowStep(ImmutableArray<RowOp> ops, RowKind rows, StepState state)
    : ProgramStep(string.Join("+", ops.Select(op => op.Name)))
{
    // a few rows are done before another thread has woken up
    private const int RowsPerChunk = 4;

    private int _rows;

    public override int Prepare()
    {
        _rows = state.Rows(rows);
        return (_rows + RowsPerChunk - 1) / RowsPerChunk;
    }

    public override CallWork MeasureWork()
    {
        long count = state.Rows(rows);
        CallWork one = ops.Aggregate(default(CallWork), (sum, op) => sum + op.Work);
        return new(count * one.Bytes, count * one.IntegerOperations, count * one.FloatOperations);
    }

    public override void Run(int chunk, int thread)
    {
        int end = Math.Min(_rows, (chunk + 1) * RowsPerChunk);
        for (int row = chunk * RowsPerChunk; row < end; row++)
        {
            foreach (RowOp op in ops)
            {
                op.Run(row);
            }
        }
    }
}
