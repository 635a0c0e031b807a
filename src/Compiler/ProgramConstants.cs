using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler;

/// <summary>Weights in the form a rung computes with: packed matrices and float vectors, each made once however often it is used.</summary>
internal sealed unsafe class ProgramConstants(IKernels kernels, ComputeMode compute, WeightStorage storage) : IDisposable
{
    private readonly Dictionary<nint, PackedMatrix> _matrices = [];
    private readonly Dictionary<nint, ExpertMatrices> _experts = [];
    private readonly Dictionary<nint, NativeBuffer> _vectors = [];
    private readonly List<NativeBuffer> _others = [];

    private long _expertBytesOfToken;

    /// <summary>Bytes of matrices that one token reads: of experts, only those that it uses.</summary>
    public long MatrixBytes => _matrices.Values.Sum(m => m.ByteLength) + _expertBytesOfToken;

    /// <summary>A packed matrix.</summary>
    /// <exception cref="ModelException">The rung does not take its type.</exception>
    public PackedMatrix Matrix(TensorView view)
    {
        if (!_matrices.TryGetValue((nint)view.Data, out PackedMatrix? matrix))
        {
            matrix = StoredAs(view, storage) == view.Type ? kernels.Pack(Supported(view), compute) : PackConverted(Supported(view));
            _matrices.Add((nint)view.Data, matrix);
        }

        return matrix;
    }

    /// <summary>The type in which a matrix is packed.</summary>
    public static DType StoredAs(TensorView view, WeightStorage storage) =>
        storage == WeightStorage.Int8 && Int8Weights.Takes(view) ? DType.Q8_0 : view.Type;

    /// <summary>A packed matrix whose parts <c>[inputs, outputs]</c> lie on one another the wrong way round: its turned copy, in floats.</summary>
    /// <param name="parts"><c>[parts, inputs, outputs of a part]</c>.</param>
    /// <exception cref="ModelException">The rung does not take its type.</exception>
    public PackedMatrix Transposed(TensorView parts)
    {
        if (_matrices.TryGetValue((nint)parts.Data, out PackedMatrix? known))
        {
            return known;
        }

        (int count, int inputs, int outputs) = ((int)parts.Shape[0], (int)parts.Shape[1], (int)parts.Shape[2]);
        NativeBuffer turned = Scratch((long)count * inputs * outputs);
        float* row = (float*)Scratch(outputs).Data;
        for (long i = 0; i < (long)count * inputs; i++)
        {
            kernels.ReadRow(Supported(parts), i, row);
            float* target = (float*)turned.Data + (i / inputs * outputs * inputs) + (i % inputs);
            for (int j = 0; j < outputs; j++)
            {
                target[(long)j * inputs] = row[j];
            }
        }

        PackedMatrix matrix = kernels.Pack(new TensorView(turned.Data, DType.F32, new Shape((long)count * outputs, inputs)), compute);
        _matrices.Add((nint)parts.Data, matrix);
        return matrix;
    }

    /// <summary>The packed weights of one projection of all experts.</summary>
    /// <param name="weights">Those of each expert.</param>
    /// <param name="used">Experts of a token.</param>
    /// <exception cref="ModelException">The rung does not take their type.</exception>
    public ExpertMatrices Experts(IReadOnlyList<LinearWeights> weights, int used)
    {
        var key = (nint)weights[0].Weight.Data;
        if (!_experts.TryGetValue(key, out ExpertMatrices? matrices))
        {
            matrices = ExpertPacker.Pack(weights, view => kernels.Pack(Supported(view), compute));
            _experts.Add(key, matrices);
            _expertBytesOfToken += matrices.ByteLength / weights.Count * used;
        }

        return matrices;
    }

    /// <summary>A vector as floats.</summary>
    /// <exception cref="ModelException">The rung does not take its type.</exception>
    public float* Floats(TensorView view)
    {
        if (!_vectors.TryGetValue((nint)view.Data, out NativeBuffer? buffer))
        {
            buffer = new NativeBuffer(view.Columns * sizeof(float));
            _vectors.Add((nint)view.Data, buffer);
            kernels.ReadRow(Supported(view), 0, (float*)buffer.Data);
        }

        return (float*)buffer.Data;
    }

    /// <summary>A copy of some floats.</summary>
    public float* Floats(ReadOnlySpan<float> values)
    {
        NativeBuffer buffer = Scratch(values.Length);
        values.CopyTo(new(buffer.Data, values.Length));
        return (float*)buffer.Data;
    }

    /// <summary>Zeroed memory that lives as long as the program; it costs nothing where it is not touched.</summary>
    public NativeBuffer Scratch(long floats)
    {
        var buffer = new NativeBuffer(floats * sizeof(float));
        _others.Add(buffer);
        return buffer;
    }

    /// <summary>The view itself, if the rung can read it.</summary>
    /// <exception cref="ModelException">The rung does not take its type.</exception>
    public TensorView Supported(TensorView view) => kernels.Supports(view.Type)
        ? view
        : throw new ModelException($"weights of type {view.Type} are not supported by the {kernels.Name} kernels");

    private PackedMatrix PackConverted(TensorView view)
    {
        NativeBuffer converted = Int8Weights.From(view, kernels);
        _others.Add(converted);
        PackedMatrix matrix = kernels.Pack(new TensorView(converted.Data, DType.Q8_0, view.Shape), compute);
        if (!matrix.ReadsSource)
        {
            _others.Remove(converted);
            converted.Dispose();
        }

        return matrix;
    }

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        foreach (PackedMatrix matrix in _matrices.Values)
        {
            matrix.Dispose();
        }

        foreach (ExpertMatrices matrices in _experts.Values)
        {
            matrices.Dispose();
        }

        foreach (NativeBuffer vector in _vectors.Values.Concat(_others))
        {
            vector.Dispose();
        }
    }
}
