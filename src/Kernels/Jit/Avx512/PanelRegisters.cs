using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Which vector register holds what: sums from below, constants from above, temporaries in between.</summary>
internal sealed class PanelRegisters
{
    private const int CodeWords = 8;

    private static AssemblerRegisterZMM[] All =>
    [
        zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm6, zmm7, zmm8, zmm9, zmm10, zmm11, zmm12, zmm13, zmm14, zmm15,
        zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31,
    ];

    /// <summary>A register by its number.</summary>
    public static AssemblerRegisterZMM At(int number) => All[number];

    public PanelRegisters(PanelFormat format, int tokens)
    {
        AssemblerRegisterZMM[] all = All;
        int next = all.Length;
        AssemblerRegisterZMM Take(bool wanted) => wanted ? all[--next] : default;
        Scale = Take(true);
        LowMask = Take(format.Bits < 8);
        HighMask = Take(format.UpperBits > 0);
        HighBits = Take(format.UpperBits > 0);
        Second = Take(format.HasHalves || (format.HasMinimum && !format.HasFloats));
        SuperScale = Take(format.IsSuper);
        SuperMinimum = Take(format.HasSuperMinimum);
        Table = Take(format.Codebook is not null);
        Minimum = Take(format.Scales == PanelScales.SuperNibbles);
        SecondMinimum = Take(format.Scales == PanelScales.SuperNibbles);
        Bias = Take(format.Scales is PanelScales.SuperNibbles or PanelScales.FloatAndZero);
        SmallestPower = Take(format.Scales == PanelScales.Exponent);
        OneHalf = Take(format.Scales == PanelScales.Exponent);
        Sums = all[..tokens];
        Codes = all[tokens..(tokens + CodeWords)];
        Products = all[(tokens + CodeWords)..next];
    }

    /// <summary>One sum of sixteen rows for each token.</summary>
    public AssemblerRegisterZMM[] Sums { get; }

    /// <summary>The codes of a group, four columns each.</summary>
    public AssemblerRegisterZMM[] Codes { get; }

    /// <summary>Integer sums of a group, for as many tokens as fit.</summary>
    public AssemblerRegisterZMM[] Products { get; }

    /// <summary>Scales of the group, or of its first half.</summary>
    public AssemblerRegisterZMM Scale { get; }

    /// <summary>Minima of the group, or scales of its second half.</summary>
    public AssemblerRegisterZMM Second { get; }

    /// <summary>Scales of the super-block.</summary>
    public AssemblerRegisterZMM SuperScale { get; }

    /// <summary>Minima of the super-block.</summary>
    public AssemblerRegisterZMM SuperMinimum { get; }

    /// <summary>0x0F in each byte.</summary>
    public AssemblerRegisterZMM LowMask { get; }

    /// <summary>The places of the upper bits in a code, in each byte.</summary>
    public AssemblerRegisterZMM HighMask { get; }

    /// <summary>Upper bits of codes, as loaded.</summary>
    public AssemblerRegisterZMM HighBits { get; }

    /// <summary>The codebook, four times.</summary>
    public AssemblerRegisterZMM Table { get; }

    /// <summary>Minima of the first half of a group.</summary>
    public AssemblerRegisterZMM Minimum { get; }

    /// <summary>Minima of its second half.</summary>
    public AssemblerRegisterZMM SecondMinimum { get; }

    /// <summary>What those multiply, for one token.</summary>
    public AssemblerRegisterZMM Bias { get; }

    /// <summary>2⁻¹²⁷.</summary>
    public AssemblerRegisterZMM SmallestPower { get; }

    /// <summary>0.5.</summary>
    public AssemblerRegisterZMM OneHalf { get; }
}
