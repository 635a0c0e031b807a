using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>Attention of every sequence of a step with itself, one chunk per head and piece of its rows.</summary>
internal sealed unsafe class AttendRowsStep(
    IKernels kernels, AttendRowsNode node, Rows queries, Rows keys, Rows values, Rows output, StepState state)
    : ProgramStep("attend_rows")
{
    private const int Piece = RowAttention.QueriesAtOnce;

    public override int Prepare()
    {
        int pieces = 0;
        for (int sequence = 0; sequence < state.Batch.SequenceCount; sequence++)
        {
            pieces += PiecesOf(sequence);
        }

        return pieces * node.Shape.Heads;
    }

    public override CallWork MeasureWork()
    {
        long pairs = 0;
        long tokens = 0;
        for (int sequence = 0; sequence < state.Batch.SequenceCount; sequence++)
        {
            long length = LengthOf(sequence);
            pairs += length * length;
            tokens += length;
        }

        long floats = tokens * (queries.Width + keys.Width + values.Width + output.Width);
        return new(floats * sizeof(float), 0, 4 * pairs * queries.Width);
    }

    public override void Run(int chunk, int thread)
    {
        (int piece, int head) = Math.DivRem(chunk, node.Shape.Heads);
        int sequence = 0;
        while (piece >= PiecesOf(sequence))
        {
            piece -= PiecesOf(sequence++);
        }

        int start = state.Batch.FirstRows[sequence];
        int length = LengthOf(sequence);
        var rows = new RowAttention
        {
            Queries = queries[start],
            Keys = keys[start],
            Values = values[start],
            Output = output[start],
            Length = length,
        };
        kernels.AttendRows(node.Shape, rows, head, piece * Piece, Math.Min(Piece, length - (piece * Piece)));
    }

    private int PiecesOf(int sequence) => (LengthOf(sequence) + Piece - 1) / Piece;

    private int LengthOf(int sequence) => state.Batch.FirstRows[sequence + 1] - state.Batch.FirstRows[sequence];
}
