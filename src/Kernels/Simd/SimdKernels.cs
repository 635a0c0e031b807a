using System.Runtime.Intrinsics;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Portable vectors. Sums run in sixteen float lanes on every machine, so the bits are the same on all of them; sixteen lanes are one
/// AVX-512 register, two AVX2 or four NEON ones.
/// </summary>
public sealed unsafe class SimdKernels : IKernels
{
    /// <inheritdoc/>
    public string Name => "simd";

    /// <inheritdoc/>
    public bool Supports(DType type) => Dequantizer.Supports(type) || ScaledWeights.Supports(type);

    /// <inheritdoc/>
    public PackedMatrix Pack(TensorView matrix, ComputeMode compute = ComputeMode.F32)
    {
        WeightRows.Check(matrix);
        return new SimdMatrix(matrix);
    }

    /// <inheritdoc/>
    public ActivationFormat ActivationsFor(DType type, ComputeMode compute) => ActivationFormat.F32;

    /// <inheritdoc/>
    public void Quantize(float* x, QuantizedGroup* groups, int columns) => SimdQuantize.Run(x, groups, columns);

    /// <inheritdoc/>
    public void ReadRow(TensorView table, long row, float* y)
    {
        int columns = checked((int)table.Columns);
        if (table.Scales is null)
        {
            SimdDequantizer.For(table.Type)(table.Row(row), y, columns);
        }
        else
        {
            WeightRows.Read(table, row, 0, y, columns);
        }
    }

    /// <inheritdoc/>
    public void RmsNorm(float* x, float* weight, float epsilon, float* y, int length) => SimdRmsNorm.Run(x, weight, epsilon, y, length);

    /// <inheritdoc/>
    public void Add(float* x, float* y, int length)
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            (Vector512.Load(y + i) + Vector512.Load(x + i)).Store(y + i);
        }

        for (int i = whole; i < length; i++)
        {
            y[i] += x[i];
        }
    }

    /// <inheritdoc/>
    public void SiluMultiply(float* gate, float* up, float* y, int length) => SimdGates.SiluMultiply(gate, up, y, length);

    /// <inheritdoc/>
    public void Scale(float* x, float factor, int length)
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            (Vector512.Load(x + i) * factor).Store(x + i);
        }

        for (int i = whole; i < length; i++)
        {
            x[i] *= factor;
        }
    }

    /// <inheritdoc/>
    public void AddScaled(float* x, float factor, float* y, int length)
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Create(factor), Vector512.Load(y + i)).Store(y + i);
        }

        for (int i = whole; i < length; i++)
        {
            y[i] = MathF.FusedMultiplyAdd(x[i], factor, y[i]);
        }
    }

    /// <inheritdoc/>
    public void SoftCap(float* x, float cap, int length) => SimdGates.SoftCap(x, cap, length);

    /// <inheritdoc/>
    public void GeluMultiply(float* gate, float* up, float* y, int length) => SimdGates.GeluMultiply(gate, up, y, length);

    /// <inheritdoc/>
    public void ClampedSwiglu(float* gate, float* up, float* y, int length) => SimdGates.ClampedSwiglu(gate, up, y, length);

    /// <inheritdoc/>
    public void Route(float* scores, float* bias, in Routing routing, int* experts, float* weights) =>
        SimdRouting.Run(scores, bias, routing, experts, weights);

    /// <inheritdoc/>
    public void Rotate(float* head, float* cosSin, int dimensions, RopeStyle style) =>
        SimdRotation.Rotate(head, cosSin, dimensions / 2, style);

    /// <inheritdoc/>
    public void StoreKv(KvCache cache, int layer, int block, int slot, float* keys, float* values)
    {
        KvLayout layout = cache.Layout;
        for (int head = 0; head < layout.KvHeads; head++)
        {
            long offset = layout.TileOffset(head);
            SimdStore.Write(layout, KvSide.Keys, keys + (head * layout.HeadDim), cache.Keys(layer, block) + offset, slot);
            SimdStore.Write(layout, KvSide.Values, values + (head * layout.HeadDim), cache.Values(layer, block) + offset, slot);
        }
    }

    /// <inheritdoc/>
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount)
    {
        for (int head = firstHead; head < firstHead + headCount; head++)
        {
            switch (cache.Layout.Type)
            {
                case KvType.F32:
                    SimdAttention<SimdRows<KvF32>>.Attend(cache, shape, query, head);
                    break;
                case KvType.BF16:
                    SimdAttention<SimdRows<KvBF16>>.Attend(cache, shape, query, head);
                    break;
                case KvType.Int8:
                    SimdAttention<SimdInt8Tile>.Attend(cache, shape, query, head);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void LayerNorm(float* x, float* weight, float* bias, float epsilon, float* y, int length) =>
        SimdLayerNorm.Run(x, weight, bias, epsilon, y, length);

    /// <inheritdoc/>
    public void Activate(Activation activation, float* x, float* y, int length) => SimdActivation.Run(activation, x, y, length);

    /// <inheritdoc/>
    public void AttendRows(in AttentionShape shape, in RowAttention rows, int head, int first, int count)
    {
        if (shape.HeadDim > SimdRowAttention.MaxHeadDim)
        {
            ReferenceRowAttention.Attend(shape, rows, head, first, count);
            return;
        }

        SimdRowAttention.Attend(shape, rows, head, first, count);
    }
}
