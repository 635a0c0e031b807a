using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Products in 512-bit registers: sixteen rows at once.</summary>
internal sealed class Avx512Panels : IPanelRung
{
    // integers: as many as leave registers for one pass over a group
    private const int IntegerTile = 10;
    private const int Most = 12;

    public string Name => "avx512";

    public long CacheBytes => 384 << 10;

    public int MaxTokens(PanelLayout layout) => Most;

    public int TileTokens(PanelLayout layout) => layout is IntegerLayout ? IntegerTile : Most;

    public Assembler Emit(PanelLayout layout, int tokens) => layout switch
    {
        IntegerLayout integers => PanelEmitter.Emit(integers.Format, tokens),
        FloatLayout floats => FloatPanelEmitter.Emit(floats, tokens),
        _ => throw new ArgumentException($"no routine for {layout.GetType().Name}", nameof(layout)),
    };

    /// <summary>Zeroes the sums of a panel.</summary>
    public static void Clear(Assembler code, IEnumerable<AssemblerRegisterZMM> sums)
    {
        foreach (AssemblerRegisterZMM sum in sums)
        {
            code.vpxord(sum, sum, sum);
        }
    }

    /// <summary>Stores the existing rows of a panel for all tokens.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="loop">The loop around it.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="finish">Emits what completes a token's sum, and says where it is.</param>
    public static void Store(Assembler code, PanelLoop loop, int tokens, Func<int, AssemblerRegisterZMM> finish)
    {
        loop.RowsOfPanel();
        code.kmovw(k1, esi);
        code.mov(r14, r13);
        for (int token = 0; token < tokens; token++)
        {
            code.vmovups(__zmmword_ptr[r14].k1, finish(token));
            code.add(r14, r15);
        }

        code.add(r13, PanelLayout.Rows * sizeof(float));
    }
}
