using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// What all products share: the loops over panels and blocks of columns, the tokens' addresses, and the masked store of sixteen rows.
/// rbx call, rax weights, rcx rdx r8 r9 tokens 0 3 6 9, r10 their stride, r11 blocks, r12 panels, r13 output, r15 its stride; rsi and r14
/// are free inside a block.
/// </summary>
internal sealed class PanelLoop(Assembler code, int tokens)
{
    private const int TokensOfBase = 3;

    private static AssemblerRegister64[] Bases => [rcx, rdx, r8, r9];

    private int UsedBases => (tokens + TokensOfBase - 1) / TokensOfBase;

    /// <summary>Emits the loops.</summary>
    /// <param name="sums">Registers that are zero when a panel begins.</param>
    /// <param name="block">Emits one block; it advances rax and the tokens.</param>
    /// <param name="finish">Emits what completes a token's sum, and says where it is.</param>
    public void Emit(IEnumerable<AssemblerRegisterZMM> sums, Action block, Func<int, AssemblerRegisterZMM> finish)
    {
        code.mov(rax, Field(nameof(PanelCall.Weights)));
        code.mov(r10, Field(nameof(PanelCall.XStride)));
        code.mov(r12, Field(nameof(PanelCall.Panels)));
        code.mov(r13, Field(nameof(PanelCall.Y)));
        code.mov(r15, Field(nameof(PanelCall.YStride)));
        Label panel = code.CreateLabel();
        code.Label(ref panel);
        StartPanel(sums);
        Label next = code.CreateLabel();
        code.Label(ref next);
        block();
        code.dec(r11);
        code.jnz(next);
        StorePanel(finish);
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

    private void StartPanel(IEnumerable<AssemblerRegisterZMM> sums)
    {
        code.mov(rcx, Field(nameof(PanelCall.X)));
        code.mov(r11, Field(nameof(PanelCall.Blocks)));
        for (int i = 1; i < UsedBases; i++)
        {
            code.lea(Bases[i], __[Bases[i - 1] + (r10 * 2)]);
            code.add(Bases[i], r10);
        }

        foreach (AssemblerRegisterZMM sum in sums)
        {
            code.vpxord(sum, sum, sum);
        }
    }

    private void StorePanel(Func<int, AssemblerRegisterZMM> finish)
    {
        Label masked = code.CreateLabel();
        code.mov(esi, 0xFFFF);
        code.cmp(r12, 1);
        code.jne(masked);
        code.mov(rsi, Field(nameof(PanelCall.LastRows)));
        code.Label(ref masked);
        code.kmovw(k1, esi);
        code.mov(r14, r13);
        for (int token = 0; token < tokens; token++)
        {
            code.vmovups(__zmmword_ptr[r14].k1, finish(token));
            code.add(r14, r15);
        }

        code.add(r13, PanelLayout.Rows * sizeof(float));
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rbx + (int)Marshal.OffsetOf<PanelCall>(name)];
}
