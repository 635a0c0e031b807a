using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Mask registers.</summary>
internal static class MaskOperations
{
    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Kmovb] = Move(8),
        [Mnemonic.Kmovw] = Move(16),
        [Mnemonic.Kmovd] = Move(32),
        [Mnemonic.Kmovq] = Move(64),
        [Mnemonic.Kxnorw] = Combine(static (a, b) => ~(a ^ b) & 0xFFFF),
        [Mnemonic.Kxorw] = Combine(static (a, b) => (a ^ b) & 0xFFFF),
        [Mnemonic.Kandw] = Combine(static (a, b) => a & b & 0xFFFF),
        [Mnemonic.Korw] = Combine(static (a, b) => (a | b) & 0xFFFF),
    };

    private static Operation Move(int bits) => (Processor cpu, in Instruction i) =>
    {
        ulong kept = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        ulong value = kept & (i.GetOpKind(1) == OpKind.Register && i.GetOpRegister(1).IsK()
            ? cpu.Masks[i.GetOpRegister(1).GetNumber()]
            : ScalarOperations.Read(cpu, i, 1));
        if (i.GetOpKind(0) == OpKind.Register && i.GetOpRegister(0).IsK())
        {
            cpu.Masks[i.GetOpRegister(0).GetNumber()] = value;
        }
        else
        {
            ScalarOperations.Write(cpu, i, value);
        }
    };

    private static Operation Combine(Func<ulong, ulong, ulong> function) => (Processor cpu, in Instruction i) =>
        cpu.Masks[i.GetOpRegister(0).GetNumber()] =
            function(cpu.Masks[i.GetOpRegister(1).GetNumber()], cpu.Masks[i.GetOpRegister(2).GetNumber()]);
}
