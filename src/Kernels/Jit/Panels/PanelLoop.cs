using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>
/// What all products share: the loops over panels and blocks of columns, and the tokens' addresses. rbx call, rax weights, rcx rdx r8 r9
/// tokens 0 3 6 9, r10 their stride, r11 blocks, r12 panels, r13 output, r15 its stride; rsi, rdi and r14 are free inside a block, rbp
/// throughout.
/// </summary>
internal sealed class PanelLoop(Assembler code, int tokens)
{
    private const int TokensOfBase = 3;

    private static AssemblerRegister64[] Bases => [rcx, rdx, r8, r9];

    private int UsedBases => (tokens + TokensOfBase - 1) / TokensOfBase;

    /// <summary>Emits the loops.</summary>
    /// <param name="start">Emits what a panel begins with.</param>
    /// <param name="block">Emits one block; it advances rax and the tokens.</param>
    /// <param name="store">Emits the store of a panel; it advances r13.</param>
    public void Emit(Action start, Action block, Action store)
    {
        code.mov(rax, Field(nameof(PanelCall.Weights)));
        code.mov(r10, Field(nameof(PanelCall.XStride)));
        code.mov(r12, Field(nameof(PanelCall.Panels)));
        code.mov(r13, Field(nameof(PanelCall.Y)));
        code.mov(r15, Field(nameof(PanelCall.YStride)));
        Label panel = code.CreateLabel();
        code.Label(ref panel);
        PointAtTokens();
        start();
        Label next = code.CreateLabel();
        code.Label(ref next);
        block();
        code.dec(r11);
        code.jnz(next);
        store();
        code.dec(r12);
        code.jnz(panel);
    }

    /// <summary>Moves the weights and all tokens.</summary>
    public void Advance(int weightBytes, int tokenBytes)
    {
        code.add(rax, weightBytes);
        foreach (AssemblerRegister64 register in Bases.AsSpan(0, UsedBases))
        {
            code.add(register, tokenBytes);
        }
    }

    /// <summary>An address in a token's activations.</summary>
    public static AssemblerMemoryOperand Token(int token, int offset) => (token % TokensOfBase) switch
    {
        0 => Bases[token / TokensOfBase] + offset,
        1 => Bases[token / TokensOfBase] + r10 + offset,
        _ => Bases[token / TokensOfBase] + (r10 * 2) + offset,
    };

    /// <summary>Emits which rows of this panel exist, one bit each, into rsi.</summary>
    public void RowsOfPanel()
    {
        Label whole = code.CreateLabel();
        code.mov(esi, 0xFFFF);
        code.cmp(r12, 1);
        code.jne(whole);
        code.mov(rsi, Field(nameof(PanelCall.LastRows)));
        code.Label(ref whole);
    }

    private void PointAtTokens()
    {
        code.mov(rcx, Field(nameof(PanelCall.X)));
        code.mov(r11, Field(nameof(PanelCall.Blocks)));
        for (int i = 1; i < UsedBases; i++)
        {
            code.lea(Bases[i], __[Bases[i - 1] + (r10 * 2)]);
            code.add(Bases[i], r10);
        }
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rbx + (int)Marshal.OffsetOf<PanelCall>(name)];
}
