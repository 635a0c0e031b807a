using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>How weights of a type lie in panels of sixteen rows; the same for all rungs.</summary>
internal abstract unsafe class PanelLayout(DType type)
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <summary>How the weights were stored.</summary>
    public DType Type => type;

    /// <summary>What tells layouts of a type apart; 0 for its usual one.</summary>
    public virtual int Variant => 0;

    /// <summary>What a routine reads.</summary>
    public abstract ActivationFormat Activations { get; }

    /// <summary>Bytes of a panel.</summary>
    public abstract long PanelBytes(int columns);

    /// <summary>Rounds of a routine's outer loop over the columns.</summary>
    public abstract int Blocks(int columns);

    /// <summary>Packs rows <c>firstRow…firstRow+15</c> into zeroed memory; rows that the matrix does not have stay zero.</summary>
    public abstract void Pack(TensorView matrix, long firstRow, byte* panel);

    /// <summary>The usual layout of a type in a mode, or null where there is none.</summary>
    public static PanelLayout? For(DType type, ComputeMode compute) => type switch
    {
        DType.F32 or DType.F16 or DType.BF16 => new FloatLayout(type),
        DType.F8E4M3 or DType.F8E5M2 => new FloatLayout(type, FloatLayout.MostBlockColumns),
        _ when compute == ComputeMode.Auto && PanelFormat.For(type) is { } format => new IntegerLayout(type, format),
        _ => null,
    };

    /// <summary>What products with a type read in a mode.</summary>
    public static ActivationFormat ActivationsOf(DType type, ComputeMode compute) => For(type, compute)?.Activations ?? ActivationFormat.F32;

    /// <summary>The layout of a matrix in a mode, or null where there is none.</summary>
    /// <exception cref="NotSupportedException">Its type is multiplied with integers, but not with such groups.</exception>
    public static PanelLayout? For(TensorView matrix, ComputeMode compute) => matrix.Type switch
    {
        _ when matrix.Columns % 2 != 0 => null,
        DType.F8E4M3 or DType.F8E5M2 => FloatLayout.ForScaled(matrix),
        DType.I8 or DType.I4 when compute == ComputeMode.Auto => matrix.Scales is not null && PanelFormat.For(matrix) is { } format
            ? new IntegerLayout(matrix.Type, format)
            : throw new NotSupportedException(
                $"{matrix.Type} weights of {matrix.Columns} columns with a scale for {matrix.Scales?.GroupColumns ?? 0} cannot be multiplied with "
                + "integers; groups must be whole numbers of 32 columns"),
        _ => For(matrix.Type, compute),
    };
}

/// <summary>Integer codes times quantised activations.</summary>
internal sealed unsafe class IntegerLayout(DType type, PanelFormat format) : PanelLayout(type)
{
    private const int ZeroVariant = 16;

    /// <summary>Bits, scales and zero points.</summary>
    public PanelFormat Format => format;

    public override ActivationFormat Activations => ActivationFormat.Int8;

    public override long PanelBytes(int columns) => format.PanelBytes(columns / PanelFormat.GroupColumns);

    public override int Variant => !format.HasFloats ? 0 : format.BlockGroups + (format.HasSuperMinimum ? ZeroVariant : 0);

    public override int Blocks(int columns) => columns / (PanelFormat.GroupColumns * (format.IsSuper ? format.BlockGroups : 1));

    public override void Pack(TensorView matrix, long firstRow, byte* panel)
    {
        if (format.HasFloats)
        {
            ScaledPacker.Pack(matrix, format, firstRow, panel);
        }
        else
        {
            PanelPacker.Pack(matrix, format, firstRow, panel);
        }
    }
}
