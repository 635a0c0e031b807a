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
}

/// <summary>
/// The layout of sixteen weight rows whose groups of 32 columns are interleaved: four columns of a row make a lane of four bytes, so
/// that one register holds four columns of sixteen rows and a dot product needs no shuffles. Codes are unsigned; what a zero point
/// subtracts is folded in through the sums of the activations.
/// </summary>
/// <param name="Bits">Bits of a code: 4, 5, 6 or 8.</param>
/// <param name="BiasShift">The zero point is <c>8 &lt;&lt; BiasShift</c>; formats with minima have none.</param>
/// <param name="Scales">How scales are kept.</param>
/// <param name="Codebook">Sixteen unsigned bytes that 4-bit codes stand for, or nothing.</param>
internal sealed record PanelFormat(int Bits, int BiasShift, PanelScales Scales, byte[]? Codebook = null)
{
    /// <summary>Groups that share the header of a super-block.</summary>
    public const int SuperGroups = 8;

    /// <summary>Columns of a group.</summary>
    public const int GroupColumns = QuantizedGroup.Elements;

    private const int HalfVector = PanelLayout.Rows * 2;

    /// <summary>Whether weights have a minimum instead of a zero point.</summary>
    public bool HasMinimum => Scales is PanelScales.HalfAndMinimum or PanelScales.SuperAndMinimum;

    /// <summary>Whether groups come in super-blocks.</summary>
    public bool IsSuper => Scales is PanelScales.SuperAndMinimum or PanelScales.SuperHalves;

    /// <summary>Bytes before the groups of a super-block.</summary>
    public int SuperBytes => Scales switch
    {
        PanelScales.SuperAndMinimum => 2 * HalfVector,
        PanelScales.SuperHalves => HalfVector,
        _ => 0,
    };

    /// <summary>Bytes of scales before the codes of a group.</summary>
    public int ScaleBytes => Scales == PanelScales.HalfAndMinimum ? 2 * HalfVector : HalfVector;

    /// <summary>Bytes of a group.</summary>
    public int GroupBytes => ScaleBytes + (Bits * PanelLayout.Rows * GroupColumns / 8);

    /// <summary>Bytes of a panel with a number of groups.</summary>
    public long PanelBytes(int groups) => ((long)groups * GroupBytes) + (groups / SuperGroups * SuperBytes);

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
        DType.IQ4_NL => new(4, 4, PanelScales.Half, [.. DequantizeCodebook.NonLinear.ToArray().Select(value => (byte)(value + 128))]),
        _ => null,
    };
}
