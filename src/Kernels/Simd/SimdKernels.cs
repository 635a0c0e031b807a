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
    public void RmsNorm(float* x, float* weight, float epsilon, float* y, int length)
    {
        int whole = length - (length % Lanes16.Count);
        Vector512<float> squares = Vector512<float>.Zero;
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            Vector512<float> lanes = Vector512.Load(x + i);
            squares = Vector512.FusedMultiplyAdd(lanes, lanes, squares);
        }

        Vector512<float> tail = Lanes16.LoadPart(x + whole, length - whole);
        squares = Vector512.FusedMultiplyAdd(tail, tail, squares);
        float inverse = 1 / MathF.Sqrt((Lanes16.Sum(squares) / length) + epsilon);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            (Vector512.Load(x + i) * Vector512.Create(inverse) * Vector512.Load(weight + i)).Store(y + i);
        }

        for (int i = whole; i < length; i++)
        {
            y[i] = x[i] * inverse * weight[i];
        }
    }

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
    public void SiluMultiply(float* gate, float* up, float* y, int length)
    {
        int whole = length - (length % Lanes16.Count);
        for (int i = 0; i < whole; i += Lanes16.Count)
        {
            (Silu(Vector512.Load(gate + i)) * Vector512.Load(up + i)).Store(y + i);
        }

        if (whole < length)
        {
            int rest = length - whole;
            Vector512<float> tail = Silu(Lanes16.LoadPart(gate + whole, rest)) * Lanes16.LoadPart(up + whole, rest);
            Lanes16.StorePart(tail, y + whole, rest);
        }
    }

    /// <inheritdoc/>
    public void Rotate(float* head, float* cosSin, int dimensions, RopeStyle style) =>
        SimdRotation.Rotate(head, cosSin, dimensions / 2, style);

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
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        switch (cache.Layout.Type)
        {
            case KvType.F32:
                SimdAttention<KvF32>.Attend(cache, shape, query, head);
                break;
            case KvType.BF16:
                SimdAttention<KvBF16>.Attend(cache, shape, query, head);
                break;
            case KvType.Int8:
                SimdAttention<KvInt8>.Attend(cache, shape, query, head);
                break;
        }
    }

    private static Vector512<float> Silu(Vector512<float> gate) => gate / (Vector512<float>.One + VectorExp.Exp(-gate));
}
