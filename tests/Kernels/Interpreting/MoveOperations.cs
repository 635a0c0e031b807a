using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Loads, stores, broadcasts and moves between registers of different kinds.</summary>
internal static class MoveOperations
{
    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Vmovups] = Move<uint>(),
        [Mnemonic.Vmovaps] = Move<uint>(),
        [Mnemonic.Vmovupd] = Move<ulong>(),
        [Mnemonic.Vmovapd] = Move<ulong>(),
        [Mnemonic.Vmovdqu] = Move<uint>(),
        [Mnemonic.Vmovdqa] = Move<uint>(),
        [Mnemonic.Vlddqu] = Move<uint>(),
        [Mnemonic.Vmovdqu8] = Move<byte>(),
        [Mnemonic.Vmovdqu16] = Move<ushort>(),
        [Mnemonic.Vmovdqu32] = Move<uint>(),
        [Mnemonic.Vmovdqu64] = Move<ulong>(),
        [Mnemonic.Vmovdqa32] = Move<uint>(),
        [Mnemonic.Vmovdqa64] = Move<ulong>(),
        [Mnemonic.Vmovntdq] = Move<uint>(),
        [Mnemonic.Vmovntps] = Move<uint>(),
        [Mnemonic.Movups] = LegacyMove,
        [Mnemonic.Movaps] = LegacyMove,
        [Mnemonic.Movdqu] = LegacyMove,
        [Mnemonic.Vmovd] = MoveScalar,
        [Mnemonic.Vmovq] = MoveScalar,
        [Mnemonic.Vmovss] = MoveFloat,
        [Mnemonic.Vpbroadcastb] = Broadcast<byte>(1),
        [Mnemonic.Vpbroadcastw] = Broadcast<ushort>(1),
        [Mnemonic.Vpbroadcastd] = Broadcast<uint>(1),
        [Mnemonic.Vpbroadcastq] = Broadcast<ulong>(1),
        [Mnemonic.Vbroadcastss] = Broadcast<uint>(1),
        [Mnemonic.Vbroadcastsd] = Broadcast<ulong>(1),
        [Mnemonic.Vbroadcasti128] = Broadcast<ulong>(2),
        [Mnemonic.Vbroadcastf128] = Broadcast<ulong>(2),
        [Mnemonic.Vbroadcasti32x4] = Broadcast<uint>(4),
        [Mnemonic.Vbroadcastf32x4] = Broadcast<uint>(4),
        [Mnemonic.Vbroadcasti64x2] = Broadcast<ulong>(2),
        [Mnemonic.Vbroadcasti32x8] = Broadcast<uint>(8),
        [Mnemonic.Vbroadcasti64x4] = Broadcast<ulong>(4),
        [Mnemonic.Vmaskmovps] = MaskedMove<uint>(),
        [Mnemonic.Vpmaskmovd] = MaskedMove<uint>(),
        [Mnemonic.Vpmaskmovq] = MaskedMove<ulong>(),
        [Mnemonic.Vpmovmskb] = SignBits<byte>(static b => b >> 7),
        [Mnemonic.Vmovmskps] = SignBits<uint>(static b => (int)(b >> 31)),
        [Mnemonic.Vzeroupper] = static (Processor cpu, in Instruction _) => ClearAbove(cpu, 16),
        [Mnemonic.Vzeroall] = static (Processor cpu, in Instruction _) => ClearAbove(cpu, 0),
    };

    private static Operation Move<T>()
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            RequireAligned(cpu, i);
            Span<T> lanes = stackalloc T[Processor.Width(i) / Unsafe.SizeOf<T>()];
            cpu.Read(i, 1, lanes);
            cpu.Write<T>(i, lanes);
        };

    private static void RequireAligned(Processor cpu, in Instruction i)
    {
        bool aligned = i.Mnemonic is Mnemonic.Vmovaps or Mnemonic.Vmovapd or Mnemonic.Vmovdqa or Mnemonic.Vmovdqa32 or Mnemonic.Vmovdqa64
            or Mnemonic.Vmovntdq or Mnemonic.Vmovntps;
        bool memory = i.GetOpKind(0) == OpKind.Memory || i.GetOpKind(1) == OpKind.Memory;
        if (aligned && memory && cpu.Address(i) % (uint)Processor.Width(i) != 0)
        {
            throw new NotSupportedException($"the address 0x{cpu.Address(i):X} is not aligned");
        }
    }

    /// <summary>Instructions of SSE leave the upper bits of their destination alone.</summary>
    private static void LegacyMove(Processor cpu, in Instruction i)
    {
        Span<ulong> lanes = stackalloc ulong[2];
        cpu.Read(i, 1, lanes);
        if (i.GetOpKind(0) == OpKind.Register)
        {
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(lanes).CopyTo(cpu.Vector(i.GetOpRegister(0)));
        }
        else
        {
            cpu.Write<ulong>(i, lanes);
        }
    }

    /// <summary>4 or 8 bytes between a vector register and a general one or memory.</summary>
    private static void MoveScalar(Processor cpu, in Instruction i)
    {
        int size = i.Mnemonic == Mnemonic.Vmovd ? 4 : 8;
        bool fromVector = i.GetOpKind(1) == OpKind.Register && i.GetOpRegister(1).IsXMM();
        Span<byte> bytes = stackalloc byte[16];
        if (fromVector)
        {
            cpu.Vector(i.GetOpRegister(1))[..size].CopyTo(bytes);
        }
        else
        {
            BitConverter.TryWriteBytes(bytes, ScalarOperations.Read(cpu, i, 1));
        }

        if (i.GetOpKind(0) == OpKind.Register && i.GetOpRegister(0).IsXMM())
        {
            bytes[size..].Clear();
            cpu.Write<byte>(i, bytes);
        }
        else
        {
            ScalarOperations.Write(cpu, i, BitConverter.ToUInt64(bytes));
        }
    }

    /// <summary>A load clears what lies above; a move between registers takes it from the second operand.</summary>
    private static void MoveFloat(Processor cpu, in Instruction i)
    {
        Span<uint> lanes = stackalloc uint[4];
        if (i.OpCount == 3)
        {
            cpu.Read(i, 1, lanes);
            Span<uint> low = stackalloc uint[1];
            cpu.Read(i, 2, low);
            lanes[0] = low[0];
            cpu.Write<uint>(i, lanes);
            return;
        }

        cpu.Read(i, 1, lanes[..1]);
        cpu.Write<uint>(i, i.GetOpKind(0) == OpKind.Memory ? lanes[..1] : lanes);
    }

    private static Operation Broadcast<T>(int together)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            Span<T> source = stackalloc T[together];
            if (i.GetOpKind(1) == OpKind.Register && i.GetOpRegister(1).IsGPR())
            {
                ulong value = cpu.General[i.GetOpRegister(1).GetNumber()];
                source[0] = Unsafe.As<ulong, T>(ref value);
            }
            else
            {
                ReadUnmasked(cpu, i, source);
            }

            Span<T> lanes = stackalloc T[Processor.Width(i) / Unsafe.SizeOf<T>()];
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                lanes[lane] = source[lane % together];
            }

            cpu.Write<T>(i, lanes);
        };

    private static unsafe void ReadUnmasked<T>(Processor cpu, in Instruction i, Span<T> source)
        where T : unmanaged
    {
        Span<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(source);
        ReadOnlySpan<byte> from = i.GetOpKind(1) == OpKind.Register
            ? cpu.Vector(i.GetOpRegister(1))[..bytes.Length]
            : new(cpu.Memory.At(cpu.Address(i), bytes.Length, write: false), bytes.Length);
        from.CopyTo(bytes);
    }

    /// <summary>Lanes whose mask has its highest bit are moved; the others are not touched in memory and zero in a register.</summary>
    private static unsafe Operation MaskedMove<T>()
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            bool isStore = i.GetOpKind(0) == OpKind.Memory;
            int count = i.GetOpRegister(1).GetSize() / Unsafe.SizeOf<T>();
            Span<T> mask = stackalloc T[count];
            Span<T> lanes = stackalloc T[count];
            cpu.Read(i, 1, mask);
            if (isStore)
            {
                cpu.Read(i, 2, lanes);
            }

            Span<byte> signs = System.Runtime.InteropServices.MemoryMarshal.AsBytes(mask);
            for (int lane = 0; lane < count; lane++)
            {
                if ((signs[((lane + 1) * Unsafe.SizeOf<T>()) - 1] & 0x80) == 0)
                {
                    lanes[lane] = default;
                    continue;
                }

                var place = (T*)cpu.Memory.At(cpu.Address(i) + (uint)(lane * Unsafe.SizeOf<T>()), Unsafe.SizeOf<T>(), isStore);
                (*place, lanes[lane]) = isStore ? (lanes[lane], lanes[lane]) : (*place, *place);
            }

            if (!isStore)
            {
                cpu.Write<T>(i, lanes);
            }
        };

    private static Operation SignBits<T>(Func<T, int> sign)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            Span<T> lanes = stackalloc T[i.GetOpRegister(1).GetSize() / Unsafe.SizeOf<T>()];
            cpu.Read(i, 1, lanes);
            ulong bits = 0;
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                bits |= (ulong)sign(lanes[lane]) << lane;
            }

            ScalarOperations.Write(cpu, i, bits);
        };

    private static void ClearAbove(Processor cpu, int bytes)
    {
        for (Register register = Register.ZMM0; register <= Register.ZMM15; register++)
        {
            cpu.Vector(register)[bytes..].Clear();
        }
    }
}
