using System.Runtime.InteropServices;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Simd;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// Matrix products by machine code emitted for AVX-512 with VNNI, attention with its shuffles; everything else, and weight types without a
/// panel layout, as in <see cref="SimdKernels"/>.
/// </summary>
public sealed unsafe class Avx512Kernels : IKernels
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
    public void Rotate(float* head, float* cosSin, int dimensions, RopeStyle style) => _simd.Rotate(head, cosSin, dimensions, style);

    /// <inheritdoc/>
    public void StoreKv(KvCache cache, int layer, int block, int slot, float* keys, float* values) =>
        _simd.StoreKv(cache, layer, block, slot, keys, values);

    /// <inheritdoc/>
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        if (shape.HeadDim % KvLayout.BlockTokens != 0 || shape.HeadDim > Avx512Attention<KvF32>.MaxHeadDim)
        {
            _simd.Attend(cache, shape, query, head);
            return;
        }

        switch (cache.Layout.Type)
        {
            case KvType.F32:
                Avx512Attention<KvF32>.Attend(cache, shape, query, head);
                break;
            case KvType.BF16:
                Avx512Attention<KvBF16>.Attend(cache, shape, query, head);
                break;
            case KvType.Int8:
                Avx512Attention<KvInt8>.Attend(cache, shape, query, head);
                break;
        }
    }
}
