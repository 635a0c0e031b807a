using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Products over quantised activations as plain sums in double precision.</summary>
internal static unsafe class PanelSums
{
    /// <summary>Sums and, as the budget wants them, magnitudes; a row without its codes is what its minima or zero points add.</summary>
    public static double[,] Of(TensorView view, QuantizedActivations activations, int tokens, out double[,] magnitudes)
    {
        int columns = (int)view.Columns;
        var sums = new double[tokens, view.Rows];
        magnitudes = new double[tokens, view.Rows];
        using var w = new Floats(columns);
        for (int row = 0; row < view.Rows; row++)
        {
            Dequantizer.Read(view.Type, view.Row(row), w.Data, columns);
            double[] minima = Minima(view, row);
            for (int token = 0; token < tokens; token++)
            {
                for (int c = 0; c < columns; c++)
                {
                    double x = activations.Value(token, c);
                    sums[token, row] += w.Span[c] * x;
                    magnitudes[token, row] += (Math.Abs(w.Span[c]) + (2 * minima[c])) * Math.Abs(x);
                }
            }
        }

        return sums;
    }

    private static double[] Minima(TensorView view, int row)
    {
        (int codes, int length) = view.Type switch
        {
            DType.Q4_1 => (4, 16),
            DType.Q5_1 => (4, 20),
            DType.Q2_K => (16, 64),
            DType.Q4_K => (16, 128),
            DType.Q5_K => (16, 160),
            _ => (0, 0),
        };
        if (length == 0)
        {
            return new double[view.Columns];
        }

        byte[] bytes = new ReadOnlySpan<byte>(view.Row(row), (int)view.RowBytes).ToArray();
        for (int at = 0; at < bytes.Length; at += view.Type.BlockBytes())
        {
            bytes.AsSpan(at + codes, length).Clear();
        }

        using var minima = new Floats((int)view.Columns);
        fixed (byte* source = bytes)
        {
            Dequantizer.Read(view.Type, source, minima.Data, (int)view.Columns);
        }

        return [.. minima.Span.ToArray().Select(m => Math.Abs((double)m))];
    }
}
