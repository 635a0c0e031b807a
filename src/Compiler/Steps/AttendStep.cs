using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>Attention of all tokens of a step, one chunk per token and query head.</summary>
internal sealed unsafe class AttendStep(IKernels kernels, AttendNode node, Rows queries, Rows output, StepState state)
    : ProgramStep("attend")
{
    public override int Prepare() => state.Batch.TokenCount * node.Shape.Heads;

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
