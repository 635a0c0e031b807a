using Xinference.Tensors;

namespace Xinference.Kernels;

/// <summary>
/// A weight matrix in a rung's own layout, with the product that belongs to it. Element <c>(token, row)</c> of a product is summed in an
/// order that depends on nothing but <see cref="Columns"/>: batched equals alone, bit for bit.
/// </summary>
public abstract unsafe class PackedMatrix(DType type, int rows, int columns) : IDisposable
{
    /// <summary>How the weights were stored.</summary>
    public DType Type { get; } = type;

    /// <summary>Outputs.</summary>
    public int Rows { get; } = rows;

    /// <summary>Inputs.</summary>
    public int Columns { get; } = columns;

    /// <summary>What <see cref="Multiply"/> reads.</summary>
    public virtual ActivationFormat Activations => ActivationFormat.F32;

    /// <summary>Whether products read the weights that were packed, so that these must outlive the matrix.</summary>
    public virtual bool ReadsSource => true;

    /// <summary>Bytes read when every weight is used once.</summary>
    public abstract long ByteLength { get; }

    /// <summary>Row ranges handed to <see cref="Multiply"/> start at multiples of this.</summary>
    public abstract int RowTile { get; }

    /// <summary>
    /// <c>y[t, r] = Σ w[r, c] · x[t, c]</c> for tokens <c>0…tokens-1</c> and rows <c>firstRow…firstRow+rowCount-1</c>.
    /// </summary>
    /// <param name="x"><c>[tokens, Columns]</c> in the format <see cref="Activations"/>.</param>
    /// <param name="tokens">Number of tokens, ≥ 1.</param>
    /// <param name="y"><c>[tokens, yStride]</c>; row <c>r</c> is written at column <c>r</c>.</param>
    /// <param name="yStride">
    /// Floats from one token of <paramref name="y"/> to the next. It may be below <see cref="Rows"/>: only the rows asked for are written, so
    /// that one of several matrices stacked on one another can be used as if it were alone.
    /// </param>
    /// <param name="firstRow">First row, a multiple of <see cref="RowTile"/>.</param>
    /// <param name="rowCount">Number of rows.</param>
    public abstract void Multiply(void* x, int tokens, float* y, int yStride, int firstRow, int rowCount);

    /// <summary>Frees what packing allocated.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
