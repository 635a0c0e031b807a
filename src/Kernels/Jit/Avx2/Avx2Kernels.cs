using System.Runtime.InteropServices;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Simd;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>
/// Matrix products by machine code emitted for AVX2 with FMA and F16C, on processors that have it also with AVX-VNNI; everything else, and
/// weight types without a panel layout, as in <see cref="SimdKernels"/>.
/// </summary>
public sealed unsafe class Avx2Kernels : IKernels
{
    private readonly SimdKernels _simd = new();
    private readonly PanelKernels _panels;

    /// <summary>Makes the rung.</summary>
    /// <param name="vnni">Whether <c>vpdpbusd</c> may be used: the rung is then called <c>avxvnni</c>.</param>
    public Avx2Kernels(bool vnni = false) => _panels = new(new Avx2Panels(vnni));

    /// <summary>Whether the processor has what the emitted code uses.</summary>
    public static bool RunsOn(CpuFeatures cpu) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && cpu is { Avx2: true, Fma: true, F16C: true };

    /// <inheritdoc/>
    public string Name => _panels.Rung.Name;

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
    public void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head) => _simd.Attend(cache, shape, query, head);
}
