using Xinference.Compiler.Graph;
using Xinference.Models;

namespace Xinference.Compiler.Steps;

internal sealed unsafe class ExpandLatentOp(ExpandLatentNode node, Rows plain, Rows onlyValues, Rows down, Rows keys, Rows values)
    : RowOp("expand_latent", keys.Pass(operations: 0, values.Width, plain.Width, down.Width))
{
    public override void Run(int row)
    {
        LatentSpec latent = node.Latent;
        int headDim = latent.PlainDim + latent.RotatedDim;
        int stride = plain.Width / node.Heads;
        float* rotated = down[row] + latent.Rank;
        for (int head = 0; head < node.Heads; head++)
        {
            float* source = plain[row] + (head * stride);
            float* value = onlyValues.Data is null ? source + latent.PlainDim : onlyValues[row] + (head * latent.ValueDim);
            float* key = keys[row] + (head * headDim);
            Copy(source, key, latent.PlainDim);
            Copy(rotated, key + latent.PlainDim, latent.RotatedDim);
            float* target = values[row] + (head * headDim);
            Copy(value, target, latent.ValueDim);
            new Span<float>(target + latent.ValueDim, headDim - latent.ValueDim).Clear();
        }
    }

    private static void Copy(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new(target, count));
}

internal sealed unsafe class NarrowHeadsOp(int heads, Rows input, Rows output)
    : RowOp("narrow_heads", output.Pass(operations: 0, output.Width))
{
    private readonly int _from = input.Width / heads;

    private readonly int _to = output.Width / heads;

    public override void Run(int row)
    {
        for (int head = 0; head < heads; head++)
        {
            new ReadOnlySpan<float>(input[row] + (head * _from), _to).CopyTo(new(output[row] + (head * _to), _to));
        }
    }
}
