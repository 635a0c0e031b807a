using Xinference.Compiler.Graph;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Tensors;

namespace Xinference.Compiler.Steps;

/// <summary>Rows of one value in the arena.</summary>
internal readonly unsafe struct Rows(float* data, int width)
{
    public int Width { get; } = width;

    public float* Data { get; } = data;

    public float* this[int row] => Data + ((long)row * Width);

    /// <summary>What going once over rows takes, so many operations for each element of this one; <paramref name="others"/> are read or written too.</summary>
    public CallWork Pass(int operations, params ReadOnlySpan<int> others)
    {
        long floats = Width;
        foreach (int other in others)
        {
            floats += other;
        }

        return new(floats * sizeof(float), 0, (long)operations * Width);
    }
}

internal sealed unsafe class EmbedOp(IKernels kernels, TensorView table, Rows output, StepState state)
    : RowOp("embed", RowKind.Token, new(table.RowBytes + ((long)output.Width * sizeof(float)), 0, 0))
{
    public override void Run(int row) => kernels.ReadRow(table, state.Batch.TokenIds[row], output[row]);
}

internal sealed unsafe class RotaryAnglesOp(RopeFrequencies frequencies, Rows output, StepState state)
    : RowOp("angles", RowKind.Token, output.Pass(operations: 2))
{
    public override void Run(int row)
    {
        int pairs = frequencies.Inverse.Length;
        float* cosSin = output[row];
        for (int i = 0; i < pairs; i++)
        {
            // single precision, as the reference implementations do it
            float angle = state.Batch.Positions[row] * frequencies.Inverse[i];
            cosSin[i] = MathF.Cos(angle) * frequencies.Magnitude;
            cosSin[pairs + i] = MathF.Sin(angle) * frequencies.Magnitude;
        }
    }
}

internal sealed unsafe class NormOp(IKernels kernels, NormNode node, float* weight, Rows input, Rows output)
    : RowOp("norm", node.Input.Rows, input.Pass(operations: 4, output.Width, input.Width / node.Groups))
{
    private readonly int _width = input.Width / node.Groups;

    public override void Run(int row)
    {
        for (int group = 0; group < node.Groups; group++)
        {
            kernels.RmsNorm(input[row] + (group * _width), weight, node.Epsilon, output[row] + (group * _width), _width);
        }
    }
}

internal sealed unsafe class RotateOp(IKernels kernels, RotateNode node, Rows heads, Rows angles)
    : RowOp("rotate", RowKind.Token, heads.Pass(operations: 3, heads.Width, angles.Width))
{
    private readonly int _headDim = heads.Width / node.Count;

    public override void Run(int row)
    {
        for (int head = 0; head < node.Count; head++)
        {
            kernels.Rotate(heads[row] + (head * _headDim), angles[row], node.Rope.Dimensions, node.Rope.Style);
        }
    }
}

internal sealed unsafe class StoreKvOp(IKernels kernels, int layer, Rows keys, Rows values, StepState state)
    : RowOp("store_kv", RowKind.Token, keys.Pass(operations: 0, keys.Width, values.Width, values.Width))
{
    public override void Run(int row)
    {
        (int block, int slot) = Math.DivRem(state.Batch.Positions[row], KvLayout.BlockTokens);
        kernels.StoreKv(state.Cache, layer, state.Blocks(row)[block], slot, keys[row], values[row]);
    }
}

internal sealed unsafe class GateOp(IKernels kernels, Rows gate, Rows up, Rows output, RowKind rows)
    : RowOp("silu_mul", rows, output.Pass(operations: 5, gate.Width, up.Width))
{
    public override void Run(int row) => kernels.SiluMultiply(gate[row], up[row], output[row], output.Width);
}

internal sealed unsafe class QuantizeOp(IKernels kernels, QuantizeNode node, Rows input, Rows output)
    : RowOp("quantize", node.Input.Rows, input.Pass(operations: 4, output.Width))
{
    public override void Run(int row) => kernels.Quantize(input[row], (QuantizedGroup*)output[row], input.Width);
}

internal sealed unsafe class AddOp(IKernels kernels, Rows input, Rows into, RowKind rows)
    : RowOp("add", rows, into.Pass(operations: 1, into.Width, input.Width))
{
    public override void Run(int row) => kernels.Add(input[row], into[row], into.Width);
}

internal sealed unsafe class SelectRowsOp(Rows input, Rows output, StepState state)
    : RowOp("select_rows", RowKind.LogitRow, output.Pass(operations: 0, input.Width))
{
    public override void Run(int row) =>
        new ReadOnlySpan<float>(input[state.Batch.LogitRows[row]], input.Width).CopyTo(new(output[row], output.Width));
}
