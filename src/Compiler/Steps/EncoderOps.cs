using Xinference.Compiler.Graph;
using Xinference.Kernels;
using Xinference.Models;

namespace Xinference.Compiler.Steps;

internal sealed unsafe class LayerNormOp(IKernels kernels, float* weight, float* bias, LayerNormNode node, Rows input, Rows output)
    : RowOp("layer_norm", input.Pass(operations: 6, output.Width, input.Width))
{
    public override void Run(int row) => kernels.LayerNorm(input[row], weight, bias, node.Epsilon, output[row], input.Width);
}

internal sealed unsafe class ActivateOp(IKernels kernels, ActivateNode node, Rows input, Rows output)
    : RowOp("activate", input.Pass(operations: 8, output.Width))
{
    public override void Run(int row) => kernels.Activate(node.Activation, input[row], output[row], input.Width);
}

internal sealed unsafe class PoolOp(IKernels kernels, Pooling pooling, Rows input, Rows output, StepState state)
    : RowOp("pool", output.Pass(operations: 1, input.Width))
{
    public override void Run(int row)
    {
        int last = state.Batch.LogitRows[row];
        int first = state.Batch.FirstRows[state.Batch.Sequences[last]];
        int start = pooling == Pooling.Last ? last : first;
        new ReadOnlySpan<float>(input[start], input.Width).CopyTo(new(output[row], output.Width));
        if (pooling == Pooling.Mean)
        {
            Average(first, last, output[row]);
        }
    }

    /// <summary>Adds all rows but the first, which is there already, and divides.</summary>
    private void Average(int first, int last, float* sum)
    {
        for (int row = first + 1; row <= last; row++)
        {
            kernels.Add(input[row], sum, input.Width);
        }

        float share = 1f / (last + 1 - first);
        foreach (ref float element in new Span<float>(sum, input.Width))
        {
            element *= share;
        }
    }
}

internal sealed unsafe class EmitOp(Rows input, StepState state) : RowOp("emit", input.Pass(operations: 0, input.Width))
{
    public override void Run(int row) =>
        new ReadOnlySpan<float>(input[row], input.Width).CopyTo(new(state.Logits + ((long)row * input.Width), input.Width));
}
