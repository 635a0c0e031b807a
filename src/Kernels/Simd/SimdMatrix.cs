using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Weights as stored, dequantised piece by piece into the first-level cache and there multiplied with all tokens of a group. Each
/// element of the product has one sum of sixteen lanes that takes columns in ascending order, whatever tile it is computed in.
/// </summary>
internal sealed unsafe class SimdMatrix(TensorView matrix)
    : PackedMatrix(matrix.Type, checked((int)matrix.Rows), checked((int)matrix.Columns))
{
    private const int TileRows = 8;
    private const int TileTokens = 32;
    private const int TileColumns = 256;
    private readonly delegate*<byte*, float*, int, void> _read = matrix.Scales is null ? SimdDequantizer.For(matrix.Type) : null;
    private readonly int _tileBytes = (int)matrix.Type.ByteCount(TileColumns);

    public override long ByteLength => matrix.ByteLength;

    public override int RowTile => 1;

    [SkipLocalsInit]
    public override void Multiply(void* x, int tokens, float* y, int yStride, int firstRow, int rowCount)
    {
        int weightBytes = TileRows * TileColumns * sizeof(float);
        int sumBytes = TileRows * TileTokens * sizeof(Vector512<float>);
        byte* scratch = stackalloc byte[weightBytes + sumBytes + NativeBuffer.Alignment];
        scratch = (byte*)(((nuint)scratch + NativeBuffer.Alignment - 1) & ~(nuint)(NativeBuffer.Alignment - 1));
        float* weights = (float*)scratch;
        var sums = (Vector512<float>*)(weights + (TileRows * TileColumns));
        for (int token = 0; token < tokens; token += TileTokens)
        {
            for (int row = firstRow; row < firstRow + rowCount; row += TileRows)
            {
                var tile = new DotTile
                {
                    Weights = weights,
                    WeightStride = TileColumns,
                    X = (float*)x + ((long)token * Columns),
                    XStride = Columns,
                    Sums = sums,
                    Rows = Math.Min(TileRows, firstRow + rowCount - row),
                    Tokens = Math.Min(TileTokens, tokens - token),
                };
                MultiplyTile(tile, y + ((long)token * yStride) + row, yStride, row);
            }
        }
    }

    private void MultiplyTile(DotTile tile, float* y, int yStride, int row)
    {
        new Span<Vector512<float>>(tile.Sums, tile.Rows * tile.Tokens).Clear();
        byte* source = matrix.Row(row);
        for (int column = 0; column < Columns; column += TileColumns, source += _tileBytes)
        {
            int columns = Math.Min(TileColumns, Columns - column);
            for (int r = 0; r < tile.Rows; r++)
            {
                float* weights = tile.Weights + (r * TileColumns);
                if (_read is null)
                {
                    WeightRows.Read(matrix, row + r, column, weights, columns);
                }
                else
                {
                    _read(source + (r * matrix.RowBytes), weights, columns);
                }
            }

            tile.AddColumns(columns);
            tile.X += columns;
        }

        for (int t = 0; t < tile.Tokens; t++)
        {
            for (int r = 0; r < tile.Rows; r++)
            {
                y[((long)t * yStride) + r] = Lanes16.Sum(tile.Sums[(t * tile.Rows) + r]);
            }
        }
    }
}
