using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>Rows of weights as floats, wherever their scales lie.</summary>
internal static unsafe class WeightRows
{
    /// <summary>Whether rows of a matrix can be read.</summary>
    /// <exception cref="NotSupportedException">They cannot.</exception>
    public static void Check(TensorView matrix)
    {
        if (matrix.Scales is null)
        {
            _ = Dequantizer.For(matrix.Type);
        }
        else
        {
            ScaledWeights.Check(matrix);
        }
    }

    /// <summary>Reads <paramref name="count"/> columns of a row from <paramref name="first"/> on, both whole numbers of blocks.</summary>
    public static void Read(TensorView matrix, long row, int first, float* target, int count)
    {
        if (matrix.Scales is null)
        {
            Dequantizer.Read(matrix.Type, matrix.Row(row) + matrix.Type.ByteCount(first), target, count);
        }
        else
        {
            ScaledWeights.Read(matrix, row, first, target, count);
        }
    }
}
