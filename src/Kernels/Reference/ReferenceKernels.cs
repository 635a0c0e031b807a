using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>
/// The scalar twin that other rungs are held against: plain loops, sums in double, each result rounded to float once. Never optimised.
/// </summary>
public sealed unsafe class ReferenceKernels : IKernels
{
    /// <inheritdoc/>
    public string Name => "reference";

    /// <inheritdoc/>
    public bool Supports(DType type) => Dequantizer.Supports(type) || ScaledWeights.Supports(type);

    /// <inheritdoc/>
    public PackedMatrix Pack(TensorView matrix, ComputeMode compute = ComputeMode.F32)
    {
        WeightRows.Check(matrix);
        return new ReferenceMatrix(matrix);
    }

    /// <inheritdoc/>
    public ActivationFormat ActivationsFor(DType type, ComputeMode compute) => ActivationFormat.F32;

    /// <inheritdoc/>
    public void Quantize(float* x, QuantizedGroup* groups, int columns) => ReferenceQuantize.Run(x, groups, columns);

    /// <inheritdoc/>
    public void ReadRow(TensorView table, long row, float* y) =>
        WeightRows.Read(table, row, 0, y, checked((int)table.Columns));

    /// <inheritdoc/>
    public void RmsNorm(float* x, float* weight, float epsilon, float* y, int length)
    {
        double squares = 0;
        for (int i = 0; i < length; i++)
        {
            squares += (double)x[i] * x[i];
        }

        double inverse = 1 / Math.Sqrt((squares / length) + epsilon);
        for (int i = 0; i < length; i++)
        {
            y[i] = (float)(x[i] * inverse * weight[i]);
        }
    }

    /// <inheritdoc/>
    public void Add(float* x, float* y, int length)
    {
        for (int i = 0; i < length; i++)
        {
            y[i] += x[i];
        }
    }

    /// <inheritdoc/>
    public void SiluMultiply(float* gate, float* up, float* y, int length)
    {
        for (int i = 0; i < length; i++)
        {
            y[i] = (float)(gate[i] / (1 + Math.Exp(-(double)gate[i])) * up[i]);
        }
    }

    /// <inheritdoc/>
    public void Rotate(float* head, float* cosSin, int dimensions, RopeStyle style)
    {
        int half = dimensions / 2;
        for (int i = 0; i < half; i++)
        {
            (int first, int second) = style switch
            {
                RopeStyle.Halves => (i, i + half),
                RopeStyle.Pairs => (2 * i, (2 * i) + 1),
            };
            double a = head[first];
            double b = head[second];
            head[first] = (float)((a * cosSin[i]) - (b * cosSin[half + i]));
            head[second] = (float)((a * cosSin[half + i]) + (b * cosSin[i]));
        }
    }

    /// <inheritdoc/>
    public void StoreKv(KvCache cache, int layer, int block, int slot, float* keys, float* values)
    {
        KvLayout layout = cache.Layout;
        for (int head = 0; head < layout.KvHeads; head++)
        {
            long offset = layout.HeadOffset(head, slot);
            KvElements.Write(layout, keys + (head * layout.HeadDim), cache.Keys(layer, block) + offset);
            KvElements.Write(layout, values + (head * layout.HeadDim), cache.Values(layer, block) + offset);
        }
    }

    /// <inheritdoc/>
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head) =>
        ReferenceAttention.Attend(cache, shape, query, head);
}
