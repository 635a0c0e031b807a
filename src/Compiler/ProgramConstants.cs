using Xinference.Kernels;
using Xinference.Models;
using Xinference.Tensors;

namespace Xinference.Compiler;

/// <summary>Weights in the form a rung computes with: packed matrices and float vectors, each made once however often it is used.</summary>
internal sealed unsafe class ProgramConstants(IKernels kernels, ComputeMode compute, WeightStorage storage) : IDisposable
{
    private readonly Dictionary<nint, PackedMatrix> _matrices = [];
    private readonly Dictionary<nint, NativeBuffer> _vectors = [];
    private readonly List<NativeBuffer> _converted = [];

    /// <summary>Bytes of all matrices: what one token reads.</summary>
    public long MatrixBytes => _matrices.Values.Sum(m => m.ByteLength);

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

    /// <summary>The view itself, if the rung can read it.</summary>
    /// <exception cref="ModelException">The rung does not take its type.</exception>
    public TensorView Supported(TensorView view) => kernels.Supports(view.Type)
        ? view
        : throw new ModelException($"weights of type {view.Type} are not supported by the {kernels.Name} kernels");

    private PackedMatrix PackConverted(TensorView view)
    {
        NativeBuffer converted = Int8Weights.From(view, kernels);
        _converted.Add(converted);
        PackedMatrix matrix = kernels.Pack(new TensorView(converted.Data, DType.Q8_0, view.Shape), compute);
        if (!matrix.ReadsSource)
        {
            _converted.Remove(converted);
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

        foreach (NativeBuffer buffer in _vectors.Values.Concat(_converted))
        {
            buffer.Dispose();
        }
    }
}
