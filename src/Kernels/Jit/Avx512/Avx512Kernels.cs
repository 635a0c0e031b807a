using System.Runtime.InteropServices;
using Xinference.Kernels.Attention;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Simd;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// Matrix products by machine code emitted for AVX-512 with VNNI, attention over floats with its shuffles, over integers and
/// with capped scores by stretches; everything else, and weight types without a panel layout, as in <see cref="SimdKernels"/>.
/// </summary>
public sealed unsafe class Avx512Kernels : IKernels, IStretchAttention
{
    private readonly SimdKernels _simd = new();
    private readonly PanelKernels _panels = new(new Avx512Panels());

    /// <summary>Whether the processor has what the emitted code uses.</summary>
    public static bool RunsOn(CpuFeatures cpu) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && cpu is { Avx512F: true, Avx512BW: true, Avx512VL: true, Avx512Vnni: true };

    /// <inheritdoc/>
    public string Name => "avx512";

    /// <inheritdoc/>
    public bool Supports(DType type) => _simd.Supports(type);

    /// <inheritdoc/>
    public ActivationFormat ActivationsFor(DType type, ComputeMode compute) =>
        PanelLayout.ActivationsOf(type, compute);

    /// <inheritdoc/>
    public PackedMatrix Pack(TensorView matrix, ComputeMode compute = ComputeMode.F32) =>
        PanelLayout.For(matrix, compute) is { } layout
            ? new PanelMatrix(matrix, layout, _panels)
            : _simd.Pack(matrix, compute);

    /// <inheritdoc/>
    public void Quantize(float* x, QuantizedGroup* groups, int columns) => _simd.Quantize(x, groups, columns);

    /// <inheritdoc/>
    public void ReadRow(TensorView table, long row, float* y) => _simd.ReadRow(table, row, y);

    /// <inheritdoc/>
    public void RmsNorm(float* x, float* weight, float epsilon, float* y, int length) => _simd.RmsNorm(x, weight, epsilon, y, length);

    /// <inheritdoc/>
    public void Add(float* x, float* y, int length) => _simd.Add(x, y, length);

    /// <inheritdoc/>
    public void SiluMultiply(float* gate, float* up, float* y, int length) => _simd.SiluMultiply(gate, up, y, length);

    /// <inheritdoc/>
    public void Scale(float* x, float factor, int length) => _simd.Scale(x, factor, length);

    /// <inheritdoc/>
    public void AddScaled(float* x, float factor, float* y, int length) => _simd.AddScaled(x, factor, y, length);

    /// <inheritdoc/>
    public void SoftCap(float* x, float cap, int length) => _simd.SoftCap(x, cap, length);

    /// <inheritdoc/>
    public void GeluMultiply(float* gate, float* up, float* y, int length) => _simd.GeluMultiply(gate, up, y, length);

    /// <inheritdoc/>
    public void ClampedSwiglu(float* gate, float* up, float* y, int length) => _simd.ClampedSwiglu(gate, up, y, length);

    /// <inheritdoc/>
    public void Route(float* scores, float* bias, in Routing routing, int* experts, float* weights) =>
        _simd.Route(scores, bias, routing, experts, weights);

    /// <inheritdoc/>
    public void Rotate(float* head, float* cosSin, int dimensions, RopeStyle style) => _simd.Rotate(head, cosSin, dimensions, style);

    /// <inheritdoc/>
    public void StoreKv(KvCache cache, int layer, int block, int slot, float* keys, float* values) =>
        _simd.StoreKv(cache, layer, block, slot, keys, values);

    /// <inheritdoc/>
    public void LayerNorm(float* x, float* weight, float* bias, float epsilon, float* y, int length) =>
        _simd.LayerNorm(x, weight, bias, epsilon, y, length);

    /// <inheritdoc/>
    public void Activate(Activation activation, float* x, float* y, int length) => _simd.Activate(activation, x, y, length);

    /// <inheritdoc/>
    public void AttendRows(in AttentionShape shape, in RowAttention rows, int head, int first, int count) =>
        _simd.AttendRows(shape, rows, head, first, count);

    /// <inheritdoc/>
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount)
    {
        if (Avx512Attention<KvF32>.Takes(cache.Layout.Type, shape, query))
        {
            AttendByHead(cache, shape, query, firstHead, headCount);
        }
        else if (StretchAttention.Takes(shape.HeadDim))
        {
            StretchAttention.Attend(cache, shape, query, firstHead, headCount);
        }
        else
        {
            _simd.Attend(cache, shape, query, firstHead, headCount);
        }
    }

    /// <inheritdoc/>
    public int Stretch => StretchAttention.Positions;

    /// <inheritdoc/>
    public bool GoesByStretches(KvType type, in AttentionShape shape) =>
        StretchAttention.Takes(shape.HeadDim) && (type == KvType.Int8 || shape.SoftCap > 0);

    /// <inheritdoc/>
    public int PartialFloats(in AttentionShape shape) => PartialSums.Floats(shape.HeadDim);

    /// <inheritdoc/>
    public void AttendStretch(KvCache cache, in AttentionShape shape, in AttentionQuery query, int kvHead, int stretch, float* partials) =>
        StretchAttention.AttendStretch(cache, shape, query, kvHead, stretch, partials);

    /// <inheritdoc/>
    public void JoinStretches(in AttentionShape shape, in AttentionQuery query, int kvHead, int firstStretch, float* partials) =>
        StretchAttention.JoinStretches(shape, query, kvHead, firstStretch, partials);

    private static void AttendByHead(KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount)
    {
        for (int head = firstHead; head < firstHead + headCount; head++)
        {
            if (cache.Layout.Type == KvType.F32)
            {
                Avx512Attention<KvF32>.Attend(cache, shape, query, head);
            }
            else
            {
                Avx512Attention<KvBF16>.Attend(cache, shape, query, head);
            }
        }
    }
}
