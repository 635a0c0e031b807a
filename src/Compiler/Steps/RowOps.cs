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

internal sealed unsafe class EmbedOp(IKernels kernels, TensorView table, Rows output, EmbedIndex index, StepState state)
    : RowOp("embed", new(table.RowBytes + ((long)output.Width * sizeof(float)), 0, 0))
{
    public override void Run(int row) => kernels.ReadRow(table, IndexOf(row), output[row]);

    private int IndexOf(int row) => index switch
    {
        EmbedIndex.TokenId => state.Batch.TokenIds[row],
        EmbedIndex.Position => state.Batch.Positions[row],
        EmbedIndex.TokenType => state.Batch.TokenTypes[row],
    };
}

internal sealed unsafe class RotaryAnglesOp(RopeFrequencies frequencies, Rows output, StepState state)
    : RowOp("angles", output.Pass(operations: 2))
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

internal sealed unsafe class PositionOp(IKernels kernels, TensorView table, Rows scratch, Rows into, StepState state)
    : RowOp("positions", into.Pass(operations: 1, scratch.Width))
{
    public override void Run(int row)
    {
        kernels.ReadRow(table, state.Batch.Positions[row], scratch[row]);
        kernels.Add(scratch[row], into[row], into.Width);
    }
}

internal sealed unsafe class NormOp(IKernels kernels, NormNode node, float* weight, float* bias, Rows input, Rows output)
    : RowOp("norm", input.Pass(operations: 4, output.Width, input.Width / node.Groups))
{
    private readonly int _width = output.Width / node.Groups;

    public override void Run(int row)
    {
        for (int group = 0; group < node.Groups; group++)
        {
            int at = group * _width;
            if (node.Kind == NormKind.Layer)
            {
                kernels.LayerNorm(input[row] + at, weight, bias, node.Epsilon, output[row] + at, _width);
            }
            else
            {
                kernels.RmsNorm(input[row] + at, weight, node.Epsilon, output[row] + at, _width);
            }
        }
    }
}

internal sealed unsafe class ScaleOp(IKernels kernels, Rows rows, float factor) : RowOp("scale", rows.Pass(operations: 1, rows.Width))
{
    public override void Run(int row) => kernels.Scale(rows[row], factor, rows.Width);
}

internal sealed unsafe class BendLogitsOp(IKernels kernels, BendLogitsNode node, StepState state)
    : RowOp("bend_logits", new Rows(null, node.Logits.Width).Pass(operations: 3, node.Logits.Width))
{
    public override void Run(int row)
    {
        float* logits = state.Logits + ((long)row * node.Logits.Width);
        if (node.Factor != 1)
        {
            kernels.Scale(logits, node.Factor, node.Logits.Width);
        }

        if (node.SoftCap > 0)
        {
            kernels.SoftCap(logits, node.SoftCap, node.Logits.Width);
        }
    }
}

internal sealed unsafe class RotateOp(IKernels kernels, RotateNode node, Rows heads, Rows angles)
    : RowOp("rotate", heads.Pass(operations: 3, heads.Width, angles.Width))
{
    private readonly int _headDim = heads.Width / node.Count;

    public override void Run(int row)
    {
        for (int head = 0; head < node.Count; head++)
        {
            kernels.Rotate(heads[row] + (head * _headDim) + node.Offset, angles[row], node.Rope.Dimensions, node.Rope.Style);
        }
    }
}

internal sealed unsafe class StoreKvOp(IKernels kernels, int layer, Rows keys, Rows values, StepState state)
    : RowOp("store_kv", keys.Pass(operations: 0, keys.Width, values.Width, values.Width))
{
    public override void Run(int row)
    {
        (int block, int slot) = Math.DivRem(state.Batch.Positions[row], KvLayout.BlockTokens);
        kernels.StoreKv(state.Cache, layer, state.Blocks(row)[block], slot, keys[row], values[row]);
    }
}

internal sealed unsafe class GateOp(IKernels kernels, FeedForwardKind kind, Rows gate, Rows up, Rows output)
    : RowOp(NameOf(kind), output.Pass(operations: 5, gate.Width, up.Width))
{
    public override void Run(int row)
    {
        switch (kind)
        {
            case FeedForwardKind.SiluGated:
                kernels.SiluMultiply(gate[row], up[row], output[row], output.Width);
                break;
            case FeedForwardKind.GeluGated:
                kernels.GeluMultiply(gate[row], up[row], output[row], output.Width);
                break;
            case FeedForwardKind.ClampedSwiglu:
                kernels.ClampedSwiglu(gate[row], up[row], output[row], output.Width);
                break;
            case FeedForwardKind.Gelu:
                kernels.Activate(Activation.GeluTanh, gate[row], output[row], output.Width);
                break;
        }
    }

    private static string NameOf(FeedForwardKind kind) => kind switch
    {
        FeedForwardKind.SiluGated => "silu_mul",
        FeedForwardKind.GeluGated => "gelu_mul",
        FeedForwardKind.ClampedSwiglu => "clamped_swiglu",
        FeedForwardKind.Gelu => "gelu",
    };
}

internal sealed unsafe class QuantizeOp(IKernels kernels, Rows input, Rows output)
    : RowOp("quantize", input.Pass(operations: 4, output.Width))
{
    public override void Run(int row) => kernels.Quantize(input[row], (QuantizedGroup*)output[row], input.Width);
}

internal sealed unsafe class AddOp(IKernels kernels, Rows input, Rows into)
    : RowOp("add", into.Pass(operations: 1, into.Width, input.Width))
{
    public override void Run(int row) => kernels.Add(input[row], into[row], into.Width);
}

internal sealed unsafe class SelectRowsOp(Rows input, Rows output, StepState state)
    : RowOp("select_rows", output.Pass(operations: 0, input.Width))
{
    public override void Run(int row) =>
        new ReadOnlySpan<float>(input[state.Batch.LogitRows[row]], input.Width).CopyTo(new(output[row], output.Width));
}
