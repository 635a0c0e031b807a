using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>
/// Entry and exit of a routine with one pointer argument that may then use every register: saves what the caller's convention keeps
/// (System V AMD64, or Microsoft x64 with its vector registers) and leaves the argument in rbx.
/// </summary>
internal static class PanelFrame
{
    private const int SavedVectors = 10;

    private static AssemblerRegister64[] Saved => [rbx, rbp, rsi, rdi, r12, r13, r14, r15];

    private static AssemblerRegisterXMM[] SavedXmm => [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];

    public static void Enter(Assembler code)
    {
        foreach (AssemblerRegister64 register in Saved)
        {
            code.push(register);
        }

        if (!OperatingSystem.IsWindows())
        {
            code.mov(rbx, rdi);
            return;
        }

        code.mov(rbx, rcx);
        code.sub(rsp, 16 * SavedVectors);
        for (int i = 0; i < SavedVectors; i++)
        {
            code.movups(__xmmword_ptr[rsp + (16 * i)], SavedXmm[i]);
        }
    }

    public static void Leave(Assembler code)
    {
        code.vzeroupper();
        if (OperatingSystem.IsWindows())
        {
            for (int i = 0; i < SavedVectors; i++)
            {
                code.movups(SavedXmm[i], __xmmword_ptr[rsp + (16 * i)]);
            }

            code.add(rsp, 16 * SavedVectors);
        }

        foreach (AssemblerRegister64 register in Saved.Reverse())
        {
            code.pop(register);
        }

        code.ret();
    }
}
