using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>How the scales of a panel's groups are kept.</summary>
internal enum PanelScales
{
    /// <summary>Sixteen half-precision scales before each group.</summary>
    Half,

    /// <summary>Sixteen half-precision scales and as many minima before each group.</summary>
    HalfAndMinimum,

    /// <summary>Each super-block of eight groups begins with half-precision scales and minima; a group with bytes that multiply them.</summary>
    SuperAndMinimum,

    /// <summary>Each super-block of eight groups begins with half-precision scales; a group with signed bytes for its two halves.</summary>
    SuperHalves,

    /// <summary>Each super-block of eight groups begins with half-precision scales; a group with signed bytes that multiply them.</summary>
    SuperSigned,

    /// <summary>
    /// Each super-block of eight groups begins with half-precision scales and minima; a group with bytes for its two halves, whose lower
    /// nibbles multiply the scales and whose upper ones the minima.
    /// </summary>
    SuperNibbles,

    /// <summary>A byte e before each group: the scale is 2^(e − 128), not a number for 255.</summary>
    Exponent,

    /// <summary>Sixteen float scales before a few groups.</summary>
    Float,

    /// <summary>Sixteen float scales and as many bytes, their zero points, before a few groups.</summary>
    FloatAndZero,
}

/// <summary>
/// The layout of sixteen weight rows whose groups of 32 columns are interleaved: four columns of a row make a lane of four bytes, so
/// that one register holds four columns of sixteen rows and a dot product needs no shuffles. Codes are unsigned; what a zero point
/// subtracts is folded in through the sums of the activations.
/// </summary>
/// <param name="Bits">Bits of a code: 2, 3, 4, 5, 6 or 8.</param>
/// <param name="BiasShift">
/// The zero point is <c>8 · 2^BiasShift</c>; formats with minima have none, but -3 where a minimum or zero point multiplies <c>−Σ</c>.
/// </param>
/// <param name="Scales">How scales are kept.</param>
/// <param name="Codebook">Sixteen unsigned bytes that 4-bit codes stand for, or nothing.</param>
/// <param name="BlockGroups">Groups that share the header of a super-block.</param>
internal sealed record PanelFormat(int Bits, int BiasShift, PanelScales Scales, byte[]? Codebook = null, int BlockGroups = PanelFormat.SuperGroups)
{
    /// <summary>Groups of a super-block of 256, and the most that share scales.</summary>
    public const int SuperGroups = 8;

    /// <summary>Columns of a group.</summary>
    public const int GroupColumns = QuantizedGroup.Elements;

    /// <summary>2⁻¹²⁷ as a float.</summary>
    public const uint SmallestPower = 0x00400000;

    /// <summary>Where a float's exponent begins.</summary>
    public const byte ExponentShift = 23;

    /// <summary>0.5 as a float.</summary>
    public const uint OneHalf = 0x3F000000;

    private const int HalfVector = PanelLayout.Rows * 2;

    /// <summary>Whether weights have a minimum, or a zero point of their own, instead of the same zero point.</summary>
    public bool HasMinimum => Scales is PanelScales.HalfAndMinimum || HasSuperMinimum;

    /// <summary>Whether groups come in super-blocks.</summary>
    public bool IsSuper =>
        HasSuperMinimum || HasFloats || Scales is PanelScales.SuperHalves or PanelScales.SuperSigned;

    /// <summary>Whether scales are floats that groups share.</summary>
    public bool HasFloats => Scales is PanelScales.Float or PanelScales.FloatAndZero;

    /// <summary>Whether the two halves of a group have scales of their own.</summary>
    public bool HasHalves => Scales is PanelScales.SuperHalves or PanelScales.SuperNibbles;

    /// <summary>Whether a super-block begins with minima or zero points too.</summary>
    public bool HasSuperMinimum => Scales is PanelScales.SuperAndMinimum or PanelScales.SuperNibbles or PanelScales.FloatAndZero;

    /// <summary>Bits of a code that lie apart from its lower two or four.</summary>
    public int UpperBits => Bits is 3 or 5 ? 1 : Bits == 6 ? 2 : 0;

    /// <summary>The lower bits of a code in each byte.</summary>
    public uint LowMask => Bits < 4 ? 0x03030303u : 0x0F0F0F0Fu;

    /// <summary>The places of the upper bits in each byte.</summary>
    public uint HighMask => Bits switch { 3 => 0x04040404u, 5 => 0x10101010u, _ => 0x30303030u };

    /// <summary>Vectors of 64 bytes that hold the lower bits of a group's codes.</summary>
    public int LowVectors => Bits < 4 ? 2 : 4;

    /// <summary>Bytes before the groups of a super-block.</summary>
    public int SuperBytes => Scales switch
    {
        PanelScales.SuperAndMinimum or PanelScales.SuperNibbles => 2 * HalfVector,
        PanelScales.SuperHalves or PanelScales.SuperSigned => HalfVector,
        PanelScales.Float => 2 * HalfVector,
        PanelScales.FloatAndZero => (2 * HalfVector) + PanelLayout.Rows,
        _ => 0,
    };

    /// <summary>Bytes of scales before the codes of a group.</summary>
    public int ScaleBytes => Scales switch
    {
        PanelScales.HalfAndMinimum => 2 * HalfVector,
        PanelScales.SuperSigned or PanelScales.Exponent => PanelLayout.Rows,
        PanelScales.Float or PanelScales.FloatAndZero => 0,
        _ => HalfVector,
    };

    /// <summary>Bytes of a group.</summary>
    public int GroupBytes => ScaleBytes + (Bits * PanelLayout.Rows * GroupColumns / 8);

    /// <summary>Bytes of a panel with a number of groups.</summary>
    public long PanelBytes(int groups) => ((long)groups * GroupBytes) + (groups / BlockGroups * SuperBytes);

    /// <summary>The layout for a type, or null where none is emitted.</summary>
    public static PanelFormat? For(DType type) => type switch
    {
        DType.Q4_0 => new(4, 0, PanelScales.Half),
        DType.Q5_0 => new(5, 1, PanelScales.Half),
        DType.Q8_0 => new(8, 4, PanelScales.Half),
        DType.Q4_1 => new(4, 0, PanelScales.HalfAndMinimum),
        DType.Q5_1 => new(5, 0, PanelScales.HalfAndMinimum),
        DType.Q4_K => new(4, 0, PanelScales.SuperAndMinimum),
        DType.Q5_K => new(5, 0, PanelScales.SuperAndMinimum),
        DType.Q6_K => new(6, 2, PanelScales.SuperHalves),
        DType.Q2_K => new(2, -3, PanelScales.SuperNibbles),
        DType.Q3_K => new(3, -1, PanelScales.SuperHalves),
        DType.IQ4_NL => new(4, 4, PanelScales.Half, Unsigned(DequantizeCodebook.NonLinear)),
        DType.IQ4_XS => new(4, 4, PanelScales.SuperSigned, Unsigned(DequantizeCodebook.NonLinear)),
        DType.MXFP4 => new(4, 4, PanelScales.Exponent, Unsigned(DequantizeCodebook.TwiceE2M1)),
        DType.I8 => new(8, 4, PanelScales.Float),
        DType.I4 => new(4, -3, PanelScales.FloatAndZero, BlockGroups: 4),
        _ => null,
    };

    /// <summary>The layout for codes whose scales lie apart, or null where none is emitted.</summary>
    public static PanelFormat? For(TensorView matrix)
    {
        if (matrix.Scales is not { } scales)
        {
            return For(matrix.Type);
        }

        int together = SharedGroups(matrix, scales);
        return matrix.Type switch
        {
            _ when together == 0 => null,
            DType.I8 when scales.Zero == 0 => new(8, 4, PanelScales.Float, BlockGroups: together),
            DType.I4 when scales.Zeros is null && scales.Zero == 8 => new(4, 0, PanelScales.Float, BlockGroups: together),
            DType.I4 when scales.Zero >= 0 => new(4, -3, PanelScales.FloatAndZero, BlockGroups: together),
            _ => null,
        };
    }

    /// <summary>Groups of 32 columns that have the same scales, as many as divide what there is; 0 where scales change within a group.</summary>
    private static int SharedGroups(TensorView matrix, TensorScales scales)
    {
        bool whole = scales.GroupColumns >= matrix.Columns;
        if (matrix.Columns % GroupColumns != 0 || (!whole && scales.GroupColumns % GroupColumns != 0))
        {
            return 0;
        }

        (long groups, long shared) = (matrix.Columns / GroupColumns, scales.GroupColumns / GroupColumns);
        return Enumerable.Range(1, SuperGroups).Last(count => groups % count == 0 && (whole || shared % count == 0));
    }

    private static byte[] Unsigned(ReadOnlySpan<sbyte> codebook) => [.. codebook.ToArray().Select(value => (byte)(value + 128))];
}
