using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>
/// Floats times floats, two columns at a time; the number of columns must be even. Floats of a byte come in blocks, each after sixteen
/// scales: what lies apart in the file, and the power of two between the format and half precision, in whose bits they are widened.
/// </summary>
/// <param name="type">How the weights were stored.</param>
/// <param name="blockColumns">Columns that share scales, even; those of a pair where there are none.</param>
internal sealed unsafe class FloatLayout(DType type, int blockColumns = 2) : PanelLayout(type)
{
    /// <summary>Most columns that share scales.</summary>
    public const int MostBlockColumns = 128;

    // E4M3 read as half precision: a bias of 15 instead of 7
    private const float E4M3InHalf = 256;

    /// <summary>Whether blocks begin with scales.</summary>
    public bool HasScales => Type is DType.F8E4M3 or DType.F8E5M2;

    /// <summary>Pairs of columns of a block.</summary>
    public int PairsOfBlock => blockColumns / 2;

    /// <summary>Bytes of the scales that a block begins with.</summary>
    public int ScaleBytes => HasScales ? Rows * sizeof(float) : 0;

    public override int Variant => HasScales ? blockColumns : 0;

    public override ActivationFormat Activations => ActivationFormat.F32;

    /// <summary>Bytes of two columns.</summary>
    public int PairBytes => 2 * Rows * Type.BlockBytes();

    public override long PanelBytes(int columns) => ((long)columns * Rows * Type.BlockBytes()) + ((long)Blocks(columns) * ScaleBytes);

    public override int Blocks(int columns) => columns / blockColumns;

    /// <summary>The layout of floats of a byte, or null where scales change within a pair of columns.</summary>
    public static FloatLayout? ForScaled(TensorView matrix)
    {
        long shared = matrix.Scales is { } scales && scales.GroupColumns < matrix.Columns ? scales.GroupColumns : matrix.Columns;
        int most = (int)Math.Min(MostBlockColumns, matrix.Columns);
        int columns = Enumerable.Range(1, most / 2).Select(pairs => 2 * pairs).LastOrDefault(c => matrix.Columns % c == 0 && shared % c == 0);
        return columns == 0 ? null : new(matrix.Type, columns);
    }

    /// <summary>BF16: the two columns of a row side by side; the others: sixteen rows of a column, then of the next.</summary>
    public override void Pack(TensorView matrix, long firstRow, byte* panel)
    {
        int rows = (int)Math.Min(Rows, matrix.Rows - firstRow);
        if (HasScales)
        {
            PackBlocks(matrix, firstRow, rows, panel);
            return;
        }

        if (rows == Rows && Type != DType.F16 && PanelTranspose.IsSupported)
        {
            PanelTranspose.Words(matrix, firstRow, (int)(matrix.RowBytes / sizeof(uint)), (uint*)panel);
            return;
        }

        for (int lane = 0; lane < rows; lane++)
        {
            byte* row = matrix.Row(firstRow + lane);
            switch (Type)
            {
                case DType.BF16:
                    Spread((uint*)row, (int)matrix.Columns / 2, (uint*)panel + lane);
                    break;
                case DType.F32:
                    Spread((uint*)row, (int)matrix.Columns, (uint*)panel + lane);
                    break;
                default:
                    Spread((ushort*)row, (int)matrix.Columns, (ushort*)panel + lane);
                    break;
            }
        }
    }

    private void PackBlocks(TensorView matrix, long firstRow, int rows, byte* panel)
    {
        for (int column = 0; column < matrix.Columns; column += blockColumns, panel += ScaleBytes + (blockColumns * Rows))
        {
            for (int lane = 0; lane < rows; lane++)
            {
                byte* codes = matrix.Row(firstRow + lane) + column;
                float scale = matrix.Scales is null ? 1 : ScaledWeights.Scale(matrix, firstRow + lane, column);
                ((float*)panel)[lane] = Type == DType.F8E4M3 ? E4M3InHalf * (HasNaN(codes) ? float.NaN : scale) : scale;
                Spread(codes, blockColumns, panel + ScaleBytes + lane);
            }
        }
    }

    /// <summary>A code that is not a number makes its row's scale so: half precision has a number in its place.</summary>
    private bool HasNaN(byte* codes)
    {
        const byte magnitude = 0x7F;
        for (int i = 0; i < blockColumns; i++)
        {
            if ((codes[i] & magnitude) == magnitude)
            {
                return true;
            }
        }

        return false;
    }

    private static void Spread<T>(T* source, int count, T* target)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            target[(long)i * Rows] = source[i];
        }
    }
}
