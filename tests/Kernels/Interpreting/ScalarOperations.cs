using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>General registers, jumps and the stack.</summary>
internal static unsafe class ScalarOperations
{
    private delegate ulong Arithmetic(Flags flags, ulong a, ulong b, int size);

    private static Operation Nothing => static (Processor _, in Instruction _) => { };

    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Mov] = (Processor cpu, in Instruction i) => Write(cpu, i, Read(cpu, i, 1)),
        [Mnemonic.Movzx] = (Processor cpu, in Instruction i) => Write(cpu, i, Read(cpu, i, 1)),
        [Mnemonic.Movsx] = (Processor cpu, in Instruction i) => Write(cpu, i, Extend(Read(cpu, i, 1), Size(i, 1))),
        [Mnemonic.Movsxd] = (Processor cpu, in Instruction i) => Write(cpu, i, Extend(Read(cpu, i, 1), Size(i, 1))),
        [Mnemonic.Lea] = (Processor cpu, in Instruction i) => Write(cpu, i, cpu.Address(i)),
        [Mnemonic.Add] = Update(Add),
        [Mnemonic.Sub] = Update(Subtract),
        [Mnemonic.Cmp] = Compare(Subtract),
        [Mnemonic.Test] = Compare(static (flags, a, b, size) => Logic(flags, a & b, size)),
        [Mnemonic.And] = Update(static (flags, a, b, size) => Logic(flags, a & b, size)),
        [Mnemonic.Or] = Update(static (flags, a, b, size) => Logic(flags, a | b, size)),
        [Mnemonic.Xor] = Update(static (flags, a, b, size) => Logic(flags, a ^ b, size)),
        [Mnemonic.Inc] = Step(Add),
        [Mnemonic.Dec] = Step(Subtract),
        [Mnemonic.Shl] = Shift(static (a, count, _) => a << count, static (count, size) => (8 * size) - count),
        [Mnemonic.Shr] = Shift(static (a, count, _) => a >> count, static (count, _) => count - 1),
        [Mnemonic.Sar] = Shift(static (a, count, size) => (ulong)((long)Extend(a, size) >> count), static (count, _) => count - 1),
        [Mnemonic.Imul] = (Processor cpu, in Instruction i) =>
            Write(cpu, i, i.OpCount == 3 ? Read(cpu, i, 1) * Read(cpu, i, 2) : Read(cpu, i, 0) * Read(cpu, i, 1)),
        [Mnemonic.Push] = (Processor cpu, in Instruction i) => Push(cpu, Extend(Read(cpu, i, 0), Size(i, 0))),
        [Mnemonic.Pop] = (Processor cpu, in Instruction i) => Write(cpu, i, Pop(cpu)),
        [Mnemonic.Ret] = (Processor cpu, in Instruction _) => cpu.Next = Pop(cpu),
        [Mnemonic.Jmp] = (Processor cpu, in Instruction i) => cpu.Next = i.NearBranchTarget,
        [Mnemonic.Nop] = Nothing,
        [Mnemonic.Prefetcht0] = Nothing,
        [Mnemonic.Prefetcht1] = Nothing,
        [Mnemonic.Prefetcht2] = Nothing,
        [Mnemonic.Prefetchnta] = Nothing,
        [Mnemonic.Jo] = Jump,
        [Mnemonic.Jno] = Jump,
        [Mnemonic.Jb] = Jump,
        [Mnemonic.Jae] = Jump,
        [Mnemonic.Je] = Jump,
        [Mnemonic.Jne] = Jump,
        [Mnemonic.Jbe] = Jump,
        [Mnemonic.Ja] = Jump,
        [Mnemonic.Js] = Jump,
        [Mnemonic.Jns] = Jump,
        [Mnemonic.Jp] = Jump,
        [Mnemonic.Jnp] = Jump,
        [Mnemonic.Jl] = Jump,
        [Mnemonic.Jge] = Jump,
        [Mnemonic.Jle] = Jump,
        [Mnemonic.Jg] = Jump,
    };

    /// <summary>Bytes of an operand; an immediate is as wide as the first one.</summary>
    public static int Size(in Instruction i, int operand) => i.GetOpKind(operand) switch
    {
        OpKind.Register => i.GetOpRegister(operand).GetSize(),
        OpKind.Memory => i.MemorySize.GetSize(),
        _ when i.Mnemonic == Mnemonic.Push => 8,
        _ => Size(i, 0),
    };

    /// <summary>An operand, without sign.</summary>
    public static ulong Read(Processor cpu, in Instruction i, int operand)
    {
        int size = Size(i, operand);
        switch (i.GetOpKind(operand))
        {
            case OpKind.Register:
                return cpu.General[i.GetOpRegister(operand).GetNumber()] & Mask(size);
            case OpKind.Memory:
                byte* source = cpu.Memory.At(cpu.Address(i), size, write: false);
                return size switch { 1 => *source, 2 => *(ushort*)source, 4 => *(uint*)source, _ => *(ulong*)source };
            default:
                return i.GetImmediate(operand) & Mask(size);
        }
    }

    /// <summary>Writes the first operand; 32 bits clear the upper half of their register, fewer leave it.</summary>
    public static void Write(Processor cpu, in Instruction i, ulong value)
    {
        int size = Size(i, 0);
        if (i.GetOpKind(0) == OpKind.Memory)
        {
            byte* target = cpu.Memory.At(cpu.Address(i), size, write: true);
            new ReadOnlySpan<byte>(&value, size).CopyTo(new(target, size));
            return;
        }

        ref ulong register = ref cpu.General[i.GetOpRegister(0).GetNumber()];
        register = size >= 4 ? value & Mask(size) : (register & ~Mask(size)) | (value & Mask(size));
    }

    private static void Jump(Processor cpu, in Instruction i) => cpu.Next = cpu.Flags.Holds(i.ConditionCode) ? i.NearBranchTarget : cpu.Next;

    private static Operation Update(Arithmetic arithmetic) => (Processor cpu, in Instruction i) =>
        Write(cpu, i, arithmetic(cpu.Flags, Read(cpu, i, 0), Read(cpu, i, 1), Size(i, 0)));

    private static Operation Compare(Arithmetic arithmetic) => (Processor cpu, in Instruction i) =>
        arithmetic(cpu.Flags, Read(cpu, i, 0), Read(cpu, i, 1), Size(i, 0));

    /// <summary>inc and dec leave the carry as it is.</summary>
    private static Operation Step(Arithmetic arithmetic) => (Processor cpu, in Instruction i) =>
    {
        bool carry = cpu.Flags.Carry;
        Write(cpu, i, arithmetic(cpu.Flags, Read(cpu, i, 0), 1, Size(i, 0)));
        cpu.Flags.Carry = carry;
    };

    private static ulong Add(Flags flags, ulong a, ulong b, int size)
    {
        ulong sum = (a + b) & Mask(size);
        flags.SetResult(sum, size);
        flags.Carry = sum < a;
        flags.Overflow = IsNegative((a ^ sum) & (b ^ sum), size);
        return sum;
    }

    private static ulong Subtract(Flags flags, ulong a, ulong b, int size)
    {
        ulong difference = (a - b) & Mask(size);
        flags.SetResult(difference, size);
        flags.Carry = a < b;
        flags.Overflow = IsNegative((a ^ b) & (a ^ difference), size);
        return difference;
    }

    private static ulong Logic(Flags flags, ulong result, int size)
    {
        flags.SetResult(result & Mask(size), size);
        (flags.Carry, flags.Overflow) = (false, false);
        return result & Mask(size);
    }

    /// <summary>The carry is the last bit that was shifted out; overflow, defined for shifts by one alone, is not kept.</summary>
    private static Operation Shift(Func<ulong, int, int, ulong> shift, Func<int, int, int> lastOut) => (Processor cpu, in Instruction i) =>
    {
        int size = Size(i, 0);
        int count = (int)(Read(cpu, i, 1) & (size == 8 ? 63u : 31u));
        if (count == 0)
        {
            return;
        }

        ulong value = Read(cpu, i, 0);
        int bit = lastOut(count, size);
        Write(cpu, i, Logic(cpu.Flags, shift(value, count, size), size));
        cpu.Flags.Carry = bit is >= 0 and < 64 && ((value >> bit) & 1) != 0;
    };

    private static void Push(Processor cpu, ulong value)
    {
        ref ulong top = ref cpu.General[Register.RSP.GetNumber()];
        top -= 8;
        *(ulong*)cpu.Memory.At(top, 8, write: true) = value;
    }

    private static ulong Pop(Processor cpu)
    {
        ref ulong top = ref cpu.General[Register.RSP.GetNumber()];
        ulong value = *(ulong*)cpu.Memory.At(top, 8, write: false);
        top += 8;
        return value;
    }

    private static ulong Mask(int size) => size == 8 ? ulong.MaxValue : (1UL << (8 * size)) - 1;

    private static bool IsNegative(ulong value, int size) => ((value >> ((8 * size) - 1)) & 1) != 0;

    private static ulong Extend(ulong value, int size) => size switch
    {
        1 => (ulong)(sbyte)value,
        2 => (ulong)(short)value,
        4 => (ulong)(int)value,
        _ => value,
    };
}
