using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>A routine's memory on the stack, 32-byte slots at rsp: sixteen registers do not hold sums and constants too.</summary>
internal sealed class Avx2Frame(Assembler code)
{
    /// <summary>Bytes of a vector.</summary>
    public const int Vector = 32;

    private const int CacheLine = 64;
    private readonly List<(int Slot, uint[] Lanes)> _constants = [];
    private int _slots;

    /// <summary>Takes room for a vector.</summary>
    public AssemblerMemoryOperand Slot() => __ymmword_ptr[rsp + (Vector * _slots++)];

    /// <summary>Takes room for one lane, with a vector's alignment.</summary>
    public AssemblerMemoryOperand Lane() => __dword_ptr[rsp + (Vector * _slots++)];

    /// <summary>Takes room for vectors.</summary>
    public AssemblerMemoryOperand[] Slots(int count) => [.. Enumerable.Range(0, count).Select(_ => Slot())];

    /// <summary>A vector whose eight lanes are all the same.</summary>
    public AssemblerMemoryOperand Constant(uint lane) => Constant(Enumerable.Repeat(lane, Vector / sizeof(uint)));

    /// <summary>A vector of eight lanes.</summary>
    public AssemblerMemoryOperand Constant(IEnumerable<uint> lanes)
    {
        _constants.Add((_slots, [.. lanes]));
        return Slot();
    }

    /// <summary>Emits the entry; all slots must have been taken.</summary>
    public void Enter()
    {
        PanelFrame.Enter(code);
        code.mov(rbp, rsp);
        code.sub(rsp, Vector * _slots);
        code.and(rsp, -CacheLine);
        foreach ((int slot, uint[] lanes) in _constants)
        {
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                code.mov(__dword_ptr[rsp + ((Vector * slot) + (sizeof(uint) * lane))], lanes[lane]);
            }
        }
    }

    /// <summary>Emits the exit.</summary>
    public void Leave()
    {
        code.mov(rsp, rbp);
        PanelFrame.Leave(code);
    }
}
