using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>How weights of a type lie in panels of sixteen rows; the same for all rungs.</summary>
internal abstract unsafe class PanelLayout(DType type)
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <summary>How the weights were stored.</summary>
    public DType Type => type;

    /// <summary>What a routine reads.</summary>
    public abstract ActivationFormat Activations { get; }

    /// <summary>Bytes of a panel.</summary>
    public abstract long PanelBytes(int columns);

    /// <summary>Rounds of a routine's outer loop over the columns.</summary>
    public abstract int Blocks(int columns);

    /// <summary>Packs rows <c>firstRow…firstRow+15</c> into zeroed memory; rows that the matrix does not have stay zero.</summary>
    public abstract void Pack(TensorView matrix, long firstRow, byte* panel);

    /// <summary>The layout of a type in a mode, or null where there is none.</summary>
    public static PanelLayout? For(DType type, ComputeMode compute) => type switch
    {
        DType.F32 or DType.F16 or DType.BF16 => new FloatLayout(type),
        _ when compute == ComputeMode.Auto && PanelFormat.For(type) is { } format => new IntegerLayout(type, format),
        _ => null,
    };
}

/// <summary>Integer codes times quantised activations.</summary>
internal sealed unsafe class IntegerLayout(DType type, PanelFormat format) : PanelLayout(type)
{
    /// <summary>Bits, scales and zero points.</summary>
    public PanelFormat Format => format;

    public override ActivationFormat Activations => ActivationFormat.Int8;

    public override long PanelBytes(int columns) => format.PanelBytes(columns / PanelFormat.GroupColumns);

    public override int Blocks(int columns) => columns / (PanelFormat.GroupColumns * (format.IsSuper ? PanelFormat.SuperGroups : 1));

    public override void Pack(TensorView matrix, long firstRow, byte* panel) => PanelPacker.Pack(matrix, format, firstRow, panel);
}

/// <summary>Floats times floats, two columns at a time; the number of columns must be even.</summary>
internal sealed unsafe class FloatLayout(DType type) : PanelLayout(type)
{
    public override ActivationFormat Activations => ActivationFormat.F32;

    /// <summary>Bytes of two columns.</summary>
    public int PairBytes => 2 * Rows * Type.BlockBytes();

    public override long PanelBytes(int columns) => (long)columns * Rows * Type.BlockBytes();

    public override int Blocks(int columns) => columns / 2;

    /// <summary>BF16: the two columns of a row side by side; the others: sixteen rows of a column, then of the next.</summary>
    public override void Pack(TensorView matrix, long firstRow, byte* panel)
    {
        int rows = (int)Math.Min(Rows, matrix.Rows - firstRow);
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

    private static void Spread<T>(T* source, int count, T* target)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            target[(long)i * Rows] = source[i];
        }
    }
}
