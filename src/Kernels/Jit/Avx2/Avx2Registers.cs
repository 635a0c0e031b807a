using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>Which vector register holds what in an integer product: one sum for each token from below, the rest from above.</summary>
internal sealed class Avx2Registers
{
    private static AssemblerRegisterYMM[] All =>
        [ymm0, ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13, ymm14, ymm15];

    /// <summary>A register by its number.</summary>
    public static AssemblerRegisterYMM At(int number) => All[number];

    public Avx2Registers(Avx2Dot dot, int tokens)
    {
        int next = All.Length;
        AssemblerRegisterYMM Take() => At(--next);
        Ones = dot.NeedsOnes ? Take() : default;
        LowMask = dot.NeedsLowMask ? Take() : default;
        X = Take();
        X2 = dot.CodesAtOnce > 1 ? Take() : default;
        Codes = [.. Enumerable.Range(0, dot.CodeRegisters).Select(_ => Take())];
        Free = next;
        Sums = All[..Math.Min(tokens, next)];
    }

    /// <summary>How many tokens find a register for their sums.</summary>
    public int Free { get; }

    /// <summary>Integer sums of a group, eight rows of a token each.</summary>
    public AssemblerRegisterYMM[] Sums { get; }

    /// <summary>Codes of eight rows, four columns each.</summary>
    public AssemblerRegisterYMM[] Codes { get; }

    /// <summary>Four activations of a token, eight times.</summary>
    public AssemblerRegisterYMM X { get; }

    /// <summary>Four more.</summary>
    public AssemblerRegisterYMM X2 { get; }

    /// <summary>1 in each word.</summary>
    public AssemblerRegisterYMM Ones { get; }

    /// <summary>0x0F in each byte.</summary>
    public AssemblerRegisterYMM LowMask { get; }
}
