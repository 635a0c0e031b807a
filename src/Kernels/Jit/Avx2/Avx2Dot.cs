using Xinference.Kernels.Jit.Panels;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>How eight rows' dot products of four columns are made.</summary>
internal enum Avx2Method
{
    /// <summary>
    /// <c>vpmaddubsw</c>, whose 16-bit sums take all eight words of a group: 8 · 2 · 15 · 127 = 30480 &lt; 2¹⁵. Widened once per group.
    /// </summary>
    Words16,

    /// <summary>
    /// <c>vpmaddubsw</c> over as many words as 16 bits hold (4 of five bits: 31496, 2 of six bits: 32004), then widened and added.
    /// </summary>
    Chunks,

    /// <summary>
    /// <c>vpmaddubsw</c> of magnitudes with activations that took the codes' signs (128 · 127 · 2 = 32512 &lt; 2¹⁵), widened each time.
    /// </summary>
    Signed,

    /// <summary>The same with magnitudes of at most 16, whose 16-bit sums take all eight words of a group: 8 · 2 · 16 · 127 = 32512.</summary>
    SignedWords16,

    /// <summary><c>vpdpbusd</c>: 32-bit sums at once.</summary>
    Vnni,
}

/// <summary>The method for a format and what it needs.</summary>
internal sealed class Avx2Dot(PanelFormat format, bool vnni)
{
    /// <summary>How products are made.</summary>
    public Avx2Method Method { get; } = vnni ? Avx2Method.Vnni : format switch
    {
        { Codebook: { } table } when table.All(entry => Math.Abs(entry - 128) <= 16) => Avx2Method.SignedWords16,
        { Codebook: not null } or { Bits: 8 } => Avx2Method.Signed,
        { Bits: <= 4 } => Avx2Method.Words16,
        _ => Avx2Method.Chunks,
    };

    /// <summary>Words of four columns whose codes are in registers together.</summary>
    public int CodesAtOnce => Method == Avx2Method.Chunks ? (format.Bits == 5 ? 4 : 2) : 1;

    /// <summary>
    /// Registers that codes take: signed ones need their magnitudes, others with upper bits, a codebook or minima of halves one to work in.
    /// </summary>
    public int CodeRegisters => Method switch
    {
        Avx2Method.Chunks => CodesAtOnce,
        _ when IsSigned || format.UpperBits > 0 || format.Codebook is not null || format.Scales == PanelScales.SuperNibbles => 2,
        _ => 1,
    };

    /// <summary>Whether 16-bit sums must be widened.</summary>
    public bool NeedsOnes => Method != Avx2Method.Vnni;

    /// <summary>Whether nibbles are cut out often enough for a register; signed ones find the mask in memory.</summary>
    public bool NeedsLowMask => format.Bits < 8 && !IsSigned;

    /// <summary>Whether the zero point is in the codes, so that the activations' sums are not needed.</summary>
    public bool IsSigned => Method is Avx2Method.Signed or Avx2Method.SignedWords16;

    /// <summary>Whether the sums of a group are 16 bits wide until it is complete.</summary>
    public bool HasWords16 => Method is Avx2Method.Words16 or Avx2Method.SignedWords16;
}
