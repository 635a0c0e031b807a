using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>Attention of all tokens of a step, one chunk per token and query head.</summary>
internal sealed unsafe class AttendStep(IKernels kernels, AttendNode node, Rows queries, Rows output, StepState state)
    : ProgramStep("attend")
{
    public override int Prepare() => state.Batch.TokenCount * node.Shape.Heads;

    public override string Detail => $"{node.Shape.Heads}/{node.Shape.KvHeads} heads of {node.Shape.HeadDim}";

    /// <summary>Keys and values of a sequence count once; each query head multiplies with all positions it sees, keys and values.</summary>
    public override CallWork MeasureWork()
    {
        StepBatch batch = state.Batch;
        (long seen, long kept) = (0, 0);
        for (int token = 0; token < batch.TokenCount; token++)
        {
            int position = batch.Positions[token];
            int first = node.Shape.FirstPosition(position);
            seen += position + 1 - first;
            bool begins = token == 0 || batch.Sequences[token - 1] != batch.Sequences[token];
            kept += begins ? position + 1 - first : 1;
        }

        long width = (long)node.Shape.Heads * node.Shape.HeadDim;
        long rows = 2 * width * batch.TokenCount * sizeof(float);
        return new((kept * 2 * node.Shape.KvHeads * state.Cache.Layout.HeadBytes) + rows, 0, 4 * width * seen);
    }

    public override void Run(int chunk, int thread)
    {
        (int token, int head) = Math.DivRem(chunk, node.Shape.Heads);
        var query = new AttentionQuery
        {
            Layer = node.Layer,
            Position = state.Batch.Positions[token],
            Blocks = state.Blocks(token),
            Query = queries[token],
            Output = output[token],
        };
        kernels.Attend(state.Cache, node.Shape, query, head);
    }
}
