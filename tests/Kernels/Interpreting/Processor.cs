using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>What one instruction does.</summary>
internal delegate void Operation(Processor cpu, in Instruction instruction);

/// <summary>
/// Registers, flags and the ways to operands. Masks, broadcasts and the zeroing of upper bits are done here (Intel SDM volume 2A, 2.7:
/// EVEX), so that an operation sees nothing but lanes. MXCSR is as .NET leaves it: round to nearest even, denormals kept.
/// </summary>
internal sealed unsafe class Processor(GuardedMemory memory)
{
    /// <summary>Bytes of the widest vector register.</summary>
    public const int VectorBytes = 64;

    private readonly byte[] _vectors = new byte[32 * VectorBytes];

    /// <summary>General registers by their number.</summary>
    public ulong[] General { get; } = new ulong[16];

    /// <summary>Mask registers.</summary>
    public ulong[] Masks { get; } = new ulong[8];

    public Flags Flags { get; } = new();

    public Tiles Tiles { get; } = new();

    public GuardedMemory Memory { get; } = memory;

    /// <summary>Address of the instruction after this one; a jump changes it.</summary>
    public ulong Next { get; set; }

    /// <summary>All 64 bytes of a vector register.</summary>
    public Span<byte> Vector(Register register) => _vectors.AsSpan(register.GetNumber() * VectorBytes, VectorBytes);

    /// <summary>Bytes of the vectors that an instruction works on: those of its destination, or of the source of a store.</summary>
    public static int Width(in Instruction i) => i.GetOpKind(0) == OpKind.Register ? i.GetOpRegister(0).GetSize() : i.GetOpRegister(1).GetSize();

    /// <summary>The address of the memory operand.</summary>
    public ulong Address(in Instruction i)
    {
        if (i.IsIPRelativeMemoryOperand)
        {
            return i.IPRelativeMemoryAddress;
        }

        ulong address = i.MemoryDisplacement64;
        address += i.MemoryBase == Register.None ? 0 : General[i.MemoryBase.GetNumber()];
        return address + (i.MemoryIndex == Register.None ? 0 : General[i.MemoryIndex.GetNumber()] * (uint)i.MemoryIndexScale);
    }

    /// <summary>
    /// Fills lanes from a register or from memory, where a broadcast repeats and lanes that the mask leaves out are not touched. The unit is
    /// the number of bytes that one bit of the mask stands for.
    /// </summary>
    public void Read<T>(in Instruction i, int operand, Span<T> lanes, int unit)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(lanes);
        if (i.GetOpKind(operand) == OpKind.Register)
        {
            Vector(i.GetOpRegister(operand))[..bytes.Length].CopyTo(bytes);
            return;
        }

        ulong address = Address(i);
        if (i.IsBroadcast)
        {
            Repeat(new(Memory.At(address, i.MemorySize.GetSize(), write: false), i.MemorySize.GetSize()), bytes);
            return;
        }

        if (i.OpMask == Register.None)
        {
            new ReadOnlySpan<byte>(Memory.At(address, bytes.Length, write: false), bytes.Length).CopyTo(bytes);
            return;
        }

        for (int at = 0; at < bytes.Length; at += unit)
        {
            if (IsKept(i, at / unit))
            {
                new ReadOnlySpan<byte>(Memory.At(address + (uint)at, unit, write: false), unit).CopyTo(bytes[at..]);
            }
        }
    }

    public void Read<T>(in Instruction i, int operand, Span<T> lanes)
        where T : unmanaged => Read(i, operand, lanes, Unsafe.SizeOf<T>());

    /// <summary>Writes lanes to the destination; a register's bits above them become zero.</summary>
    public void Write<T>(in Instruction i, ReadOnlySpan<T> lanes, int unit)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(lanes);
        bool isMemory = i.GetOpKind(0) != OpKind.Register;
        Span<byte> target = isMemory ? default : Vector(i.GetOpRegister(0));
        if (i.OpMask == Register.None)
        {
            target = isMemory ? new(Memory.At(Address(i), bytes.Length, write: true), bytes.Length) : target;
            bytes.CopyTo(target);
        }
        else
        {
            WriteMasked(i, bytes, target, unit);
        }

        if (!isMemory)
        {
            target[bytes.Length..].Clear();
        }
    }

    public void Write<T>(in Instruction i, ReadOnlySpan<T> lanes)
        where T : unmanaged => Write(i, lanes, Unsafe.SizeOf<T>());

    /// <summary>Whether the mask of an instruction keeps a lane.</summary>
    public bool IsKept(in Instruction i, int lane) => i.OpMask == Register.None || ((Masks[i.OpMask.GetNumber()] >> lane) & 1) != 0;

    private void WriteMasked(in Instruction i, ReadOnlySpan<byte> bytes, Span<byte> target, int unit)
    {
        for (int at = 0; at < bytes.Length; at += unit)
        {
            if (IsKept(i, at / unit))
            {
                Span<byte> place = target.IsEmpty ? new(Memory.At(Address(i) + (uint)at, unit, write: true), unit) : target.Slice(at, unit);
                bytes.Slice(at, unit).CopyTo(place);
            }
            else if (i.ZeroingMasking)
            {
                target.Slice(at, unit).Clear();
            }
        }
    }

    private static void Repeat(ReadOnlySpan<byte> unit, Span<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at += unit.Length)
        {
            unit.CopyTo(bytes[at..]);
        }
    }
}

/// <summary>The flags that conditional jumps read.</summary>
internal sealed class Flags
{
    public bool Carry { get; set; }

    public bool Zero { get; set; }

    public bool Sign { get; set; }

    public bool Overflow { get; set; }

    public bool Parity { get; set; }

    /// <summary>Sets what every arithmetic result sets; carry and overflow are the operation's.</summary>
    public void SetResult(ulong result, int size)
    {
        Zero = result == 0;
        Sign = ((result >> ((8 * size) - 1)) & 1) != 0;
        Parity = ulong.PopCount(result & 0xFF) % 2 == 0;
    }

    public bool Holds(ConditionCode condition) => condition switch
    {
        ConditionCode.o => Overflow,
        ConditionCode.no => !Overflow,
        ConditionCode.b => Carry,
        ConditionCode.ae => !Carry,
        ConditionCode.e => Zero,
        ConditionCode.ne => !Zero,
        ConditionCode.be => Carry || Zero,
        ConditionCode.a => !Carry && !Zero,
        ConditionCode.s => Sign,
        ConditionCode.ns => !Sign,
        ConditionCode.p => Parity,
        ConditionCode.np => !Parity,
        ConditionCode.l => Sign != Overflow,
        ConditionCode.ge => Sign == Overflow,
        ConditionCode.le => Zero || Sign != Overflow,
        _ => !Zero && Sign == Overflow,
    };
}
