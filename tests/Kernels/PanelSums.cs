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
        int codes = view.Type switch
        {
            DType.Q4_1 => 4,
            DType.Q5_1 => 4,
            DType.Q4_K or DType.Q5_K => 16,
            _ => view.Type.BlockBytes(),
        };
        byte[] bytes = new ReadOnlySpan<byte>(view.Row(row), (int)view.RowBytes).ToArray();
        for (int at = 0; at < bytes.Length; at += view.Type.BlockBytes())
        {
            bytes.AsSpan(at + codes, view.Type.BlockBytes() - codes).Clear();
        }

        using var minima = new Floats((int)view.Columns);
        fixed (byte* source = bytes)
        {
            Dequantizer.Read(view.Type, source, minima.Data, (int)view.Columns);
        }

        return [.. minima.Span.ToArray().Select(m => view.Type is DType.Q4_1 or DType.Q5_1 or DType.Q4_K or DType.Q5_K ? Math.Abs(m) : 0)];
    }
}
