using Xinference.Tensors;

namespace Xinference.Kernels;

/// <summary>Brings matrices of floats into Q8_0 at load.</summary>
public static unsafe class Int8Weights
{
    /// <summary>Whether <see cref="From"/> takes a matrix: floats, in rows of whole groups.</summary>
    public static bool Takes(TensorView matrix) =>
        matrix.Type is DType.F32 or DType.F16 or DType.BF16 && matrix.Columns % DType.Q8_0.BlockElements() == 0;

    /// <summary>The matrix in Q8_0: each group in steps of its largest magnitude / 127. Rows are converted in parallel.</summary>
    /// <param name="matrix"><c>[rows, columns]</c>, one that <see cref="Takes"/> is true of.</param>
    /// <param name="kernels">Reads and quantises rows.</param>
    /// <returns>The blocks, row after row; the caller disposes it.</returns>
    public static NativeBuffer From(TensorView matrix, IKernels kernels)
    {
        long rowBytes = DType.Q8_0.ByteCount(matrix.Columns);
        var buffer = new NativeBuffer(rowBytes * matrix.Rows);
        try
        {
            byte* data = buffer.Data;
            int columns = checked((int)matrix.Columns);
            Parallel.For(
                0,
                matrix.Rows,
                () => new Scratch(columns),
                (row, _, scratch) =>
                {
                    Convert(matrix, row, kernels, scratch, (BlockQ8_0*)(data + (row * rowBytes)));
                    return scratch;
                },
                scratch => scratch.Dispose());
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static void Convert(TensorView matrix, long row, IKernels kernels, Scratch scratch, BlockQ8_0* blocks)
    {
        int columns = (int)matrix.Columns;
        kernels.ReadRow(matrix, row, scratch.Row);
        kernels.Quantize(scratch.Row, scratch.Groups, columns);
        for (int i = 0; i < columns / QuantizedGroup.Elements; i++)
        {
            blocks[i].Scale = (Half)scratch.Groups[i].Scale;
            ((ReadOnlySpan<sbyte>)scratch.Groups[i].Quants).CopyTo(blocks[i].Quants);
        }
    }

    /// <summary>One row as floats and as groups.</summary>
    private sealed class Scratch(int columns) : IDisposable
    {
        private readonly NativeBuffer _row = new((long)columns * sizeof(float));
        private readonly NativeBuffer _groups = new(QuantizedGroup.RowBytes(columns));

        public float* Row => (float*)_row.Data;

        public QuantizedGroup* Groups => (QuantizedGroup*)_groups.Data;

        public void Dispose()
        {
            _row.Dispose();
            _groups.Dispose();
        }
    }
}
