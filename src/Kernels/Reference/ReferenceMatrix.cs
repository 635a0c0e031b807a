using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>Weights as stored; a row is dequantised for every product and summed in double, column by column.</summary>
internal sealed unsafe class ReferenceMatrix(TensorView matrix)
    : PackedMatrix(matrix.Type, checked((int)matrix.Rows), checked((int)matrix.Columns))
{
    public override long ByteLength => matrix.ByteLength;

    public override int RowTile => 1;

    public override void Multiply(void* x, int tokens, float* y, int yStride, int firstRow, int rowCount)
    {
        float[] weights = new float[Columns];
        fixed (float* w = weights)
        {
            for (int row = firstRow; row < firstRow + rowCount; row++)
            {
                WeightRows.Read(matrix, row, 0, w, Columns);
                for (int token = 0; token < tokens; token++)
                {
                    y[((long)token * yStride) + row] = (float)Dot(w, (float*)x + ((long)token * Columns));
                }
            }
        }
    }

    private double Dot(float* w, float* x)
    {
        double sum = 0;
        for (int column = 0; column < Columns; column++)
        {
            sum += (double)w[column] * x[column];
        }

        return sum;
    }
}
