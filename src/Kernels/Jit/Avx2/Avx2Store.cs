using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>The store of a panel: two halves of eight rows, of which the last panel may lack some.</summary>
internal sealed class Avx2Store(Assembler code, PanelLoop loop, Avx2Frame frame)
{
    /// <summary>Registers of a panel's rows.</summary>
    public const int Halves = 2;

    private const int RowsOfHalf = PanelLayout.Rows / Halves;

    private readonly AssemblerMemoryOperand[] _bits =
        [.. Enumerable.Range(0, Halves).Select(half => frame.Constant(Enumerable.Range(RowsOfHalf * half, RowsOfHalf).Select(row => 1u << row)))];

    private readonly AssemblerMemoryOperand _rows = frame.Lane();

    /// <summary>Emits the store of all tokens.</summary>
    /// <param name="tokens">How many.</param>
    /// <param name="mask">A register that is free.</param>
    /// <param name="load">Emits what brings the sums of a half and token into a register, and names it.</param>
    public void Emit(int tokens, AssemblerRegisterYMM mask, Func<int, int, AssemblerRegisterYMM> load)
    {
        loop.RowsOfPanel();
        code.mov(_rows, esi);
        for (int half = 0; half < Halves; half++)
        {
            code.vpbroadcastd(mask, _rows);
            code.vpand(mask, mask, _bits[half]);
            code.vpcmpeqd(mask, mask, _bits[half]);
            code.mov(r14, r13);
            for (int token = 0; token < tokens; token++)
            {
                code.vmaskmovps(__ymmword_ptr[r14 + (Avx2Frame.Vector * half)], mask, load(half, token));
                code.add(r14, r15);
            }
        }

        code.add(r13, PanelLayout.Rows * sizeof(float));
    }
}
