using Xinference.Kernels;

namespace Xinference.Compiler;

/// <summary>
/// The packed weights of one projection of all experts: one matrix with the experts stacked on one another where they lie so in the file and each
/// has whole row tiles, or else a matrix for each.
/// </summary>
/// <param name="matrices">One, or as many as there are experts.</param>
/// <param name="rows">Outputs of an expert.</param>
internal sealed unsafe class ExpertMatrices(PackedMatrix[] matrices, int rows) : IDisposable
{
    /// <summary>Outputs of an expert.</summary>
    public int Rows => rows;

    /// <summary>Row ranges start at multiples of this.</summary>
    public int RowTile => matrices[0].RowTile;

    /// <summary>What the products read.</summary>
    public ActivationFormat Activations => matrices[0].Activations;

    /// <summary>Bytes of all experts.</summary>
    public long ByteLength => matrices.Sum(m => m.ByteLength);

    /// <summary>Bytes of one expert.</summary>
    public long BytesOfExpert => matrices[0].ByteLength * rows / matrices[0].Rows;

    /// <summary>Inputs of an expert.</summary>
    public int Columns => matrices[0].Columns;

    /// <summary>As <see cref="PackedMatrix.Multiply"/>, with the weights of one expert.</summary>
    public void Multiply(int expert, void* x, int tokens, float* y, int firstRow, int rowCount)
    {
        if (matrices.Length == 1)
        {
            // a row of the stack is written at its own column, which lies this far behind the expert's
            long shift = (long)expert * rows;
            matrices[0].Multiply(x, tokens, y - shift, rows, (int)shift + firstRow, rowCount);
        }
        else
        {
            matrices[expert].Multiply(x, tokens, y, rows, firstRow, rowCount);
        }
    }

    public void Dispose()
    {
        foreach (PackedMatrix matrix in matrices)
        {
            matrix.Dispose();
        }
    }
}
