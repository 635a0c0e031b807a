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
    public void Scale(float* x, float factor, int length) => ReferenceElementwise.Scale(x, factor, length);

    /// <inheritdoc/>
    public void AddScaled(float* x, float factor, float* y, int length) => ReferenceElementwise.AddScaled(x, factor, y, length);

    /// <inheritdoc/>
    public void SoftCap(float* x, float cap, int length) => ReferenceElementwise.SoftCap(x, cap, length);

    /// <inheritdoc/>
    public void GeluMultiply(float* gate, float* up, float* y, int length) => ReferenceElementwise.GeluMultiply(gate, up, y, length);

    /// <inheritdoc/>
    public void ClampedSwiglu(float* gate, float* up, float* y, int length) => ReferenceElementwise.ClampedSwiglu(gate, up, y, length);

    /// <inheritdoc/>
    public void Route(float* scores, float* bias, in Routing routing, int* experts, float* weights) =>
        ReferenceRouting.Run(scores, bias, routing, experts, weights);

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
            long offset = layout.TileOffset(head);
            KvElements.Write(layout, KvSide.Keys, keys + (head * layout.HeadDim), cache.Keys(layer, block) + offset, slot);
            KvElements.Write(layout, KvSide.Values, values + (head * layout.HeadDim), cache.Values(layer, block) + offset, slot);
        }
    }

    /// <inheritdoc/>
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount)
    {
        for (int head = firstHead; head < firstHead + headCount; head++)
        {
            ReferenceAttention.Attend(cache, shape, query, head);
        }
    }

    /// <inheritdoc/>
    public void LayerNorm(float* x, float* weight, float* bias, float epsilon, float* y, int length) =>
        ReferenceLayerNorm.Run(x, weight, bias, epsilon, y, length);

    /// <inheritdoc/>
    public void Activate(Activation activation, float* x, float* y, int length) => ReferenceActivation.Run(activation, x, y, length);

    /// <inheritdoc/>
    public void AttendRows(in AttentionShape shape, in RowAttention rows, int head, int first, int count) =>
        ReferenceRowAttention.Attend(shape, rows, head, first, count);
}
