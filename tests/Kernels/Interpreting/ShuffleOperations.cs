using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Lanes that change their places. Where not said otherwise they stay within their 16 bytes.</summary>
internal static class ShuffleOperations
{
    /// <summary>Which lane of which source goes to a place: a number below the lane count for the first source, above for the second.</summary>
    private delegate int Choice(int lane, int lanesOf16, byte immediate);

    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Vpshufb] = Bytes,
        [Mnemonic.Vpermd] = AcrossByIndex<uint>(),
        [Mnemonic.Vpermps] = AcrossByIndex<uint>(),
        [Mnemonic.Vpermq] = Across(static (lane, immediate) => (lane & ~3) + ((immediate >> (2 * (lane & 3))) & 3)),
        [Mnemonic.Vpermpd] = Across(static (lane, immediate) => (lane & ~3) + ((immediate >> (2 * (lane & 3))) & 3)),
        [Mnemonic.Vpshufd] = OneSource<uint>(),
        [Mnemonic.Vpermilps] = OneSource<uint>(),
        [Mnemonic.Vmovshdup] = Duplicate(1),
        [Mnemonic.Vmovsldup] = Duplicate(0),
        [Mnemonic.Vshufps] = TwoSources<uint>(static (place, of16, immediate) => ((immediate >> (2 * place)) & 3) + (place < 2 ? 0 : of16)),
        [Mnemonic.Vpblendd] = TwoSources<uint>(null),
        [Mnemonic.Vblendps] = TwoSources<uint>(null),
        [Mnemonic.Vpalignr] = Align,
        [Mnemonic.Vunpcklps] = TwoSources<uint>(Low),
        [Mnemonic.Vunpckhps] = TwoSources<uint>(High),
        [Mnemonic.Vunpcklpd] = TwoSources<ulong>(Low),
        [Mnemonic.Vunpckhpd] = TwoSources<ulong>(High),
        [Mnemonic.Vpunpcklbw] = TwoSources<byte>(Low),
        [Mnemonic.Vpunpckhbw] = TwoSources<byte>(High),
        [Mnemonic.Vpunpcklwd] = TwoSources<ushort>(Low),
        [Mnemonic.Vpunpckhwd] = TwoSources<ushort>(High),
        [Mnemonic.Vpunpckldq] = TwoSources<uint>(Low),
        [Mnemonic.Vpunpckhdq] = TwoSources<uint>(High),
        [Mnemonic.Vpunpcklqdq] = TwoSources<ulong>(Low),
        [Mnemonic.Vpunpckhqdq] = TwoSources<ulong>(High),
        [Mnemonic.Vblendvps] = BlendBySign<uint>(static sign => (sign >> 31) != 0),
        [Mnemonic.Vpblendvb] = BlendBySign<byte>(static sign => (sign >> 7) != 0),
        [Mnemonic.Vperm2i128] = Halves,
        [Mnemonic.Vperm2f128] = Halves,
        [Mnemonic.Vinserti128] = Insert<ulong>(2),
        [Mnemonic.Vinsertf128] = Insert<ulong>(2),
        [Mnemonic.Vinserti32x4] = Insert<uint>(4),
        [Mnemonic.Vinserti64x4] = Insert<ulong>(4),
        [Mnemonic.Vextracti128] = Extract<ulong>(2),
        [Mnemonic.Vextractf128] = Extract<ulong>(2),
        [Mnemonic.Vextracti32x4] = Extract<uint>(4),
        [Mnemonic.Vextractf32x4] = Extract<uint>(4),
        [Mnemonic.Vextracti64x4] = Extract<ulong>(4),
        [Mnemonic.Vextractf64x4] = Extract<ulong>(4),
    };

    private static int Low(int place, int of16, byte immediate) => (place / 2) + (place % 2 * of16);

    private static int High(int place, int of16, byte immediate) => (of16 / 2) + Low(place, of16, immediate);

    /// <summary>A byte of the third operand chooses one of sixteen of the second, or zero where its highest bit is set.</summary>
    private static void Bytes(Processor cpu, in Instruction i)
    {
        int count = Processor.Width(i);
        Span<byte> source = stackalloc byte[count];
        Span<byte> choice = stackalloc byte[count];
        Span<byte> result = stackalloc byte[count];
        cpu.Read(i, 1, source);
        cpu.Read(i, 2, choice);
        for (int lane = 0; lane < count; lane++)
        {
            result[lane] = (choice[lane] & 0x80) != 0 ? (byte)0 : source[(lane & ~15) + (choice[lane] & 15)];
        }

        cpu.Write<byte>(i, result);
    }

    /// <summary>The second operand holds the numbers of lanes of the third, anywhere in it.</summary>
    private static Operation AcrossByIndex<T>()
        where T : unmanaged, System.Numerics.IBinaryInteger<T> => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> index = stackalloc T[count];
            Span<T> source = stackalloc T[count];
            Span<T> result = stackalloc T[count];
            cpu.Read(i, 1, index);
            cpu.Read(i, 2, source);
            for (int lane = 0; lane < count; lane++)
            {
                result[lane] = source[int.CreateTruncating(index[lane]) & (count - 1)];
            }

            cpu.Write<T>(i, result);
        };

    private static Operation Across(Func<int, byte, int> choice) => (Processor cpu, in Instruction i) =>
    {
        if (i.GetOpKind(2) != OpKind.Immediate8)
        {
            AcrossByIndex<ulong>()(cpu, i);
            return;
        }

        int count = Processor.Width(i) / sizeof(ulong);
        Span<ulong> source = stackalloc ulong[count];
        Span<ulong> result = stackalloc ulong[count];
        cpu.Read(i, 1, source);
        for (int lane = 0; lane < count; lane++)
        {
            result[lane] = source[choice(lane, (byte)i.GetImmediate(2))];
        }

        cpu.Write<ulong>(i, result);
    };

    /// <summary>Two bits choose each lane: of an immediate, or, for <c>vpermilps</c>, of the third operand.</summary>
    private static Operation OneSource<T>()
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> source = stackalloc T[count];
            Span<T> result = stackalloc T[count];
            Span<uint> index = stackalloc uint[count];
            cpu.Read(i, 1, source);
            bool fixedChoice = i.GetOpKind(2) == OpKind.Immediate8;
            if (!fixedChoice)
            {
                cpu.Read(i, 2, index);
            }

            for (int lane = 0; lane < count; lane++)
            {
                int chosen = fixedChoice ? ((byte)i.GetImmediate(2) >> (2 * (lane & 3))) & 3 : (int)(index[lane] & 3);
                result[lane] = source[(lane & ~3) + chosen];
            }

            cpu.Write<T>(i, result);
        };

    private static Operation Duplicate(int odd) => (Processor cpu, in Instruction i) =>
    {
        Span<uint> lanes = stackalloc uint[Processor.Width(i) / sizeof(uint)];
        cpu.Read(i, 1, lanes);
        for (int lane = 0; lane < lanes.Length; lane += 2)
        {
            lanes[lane] = lanes[lane + 1] = lanes[lane + odd];
        }

        cpu.Write<uint>(i, lanes);
    };

    /// <summary>Lanes of two sources; without a choice, a bit of the immediate for each lane takes the second.</summary>
    private static Operation TwoSources<T>(Choice? choice)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int of16 = 16 / Unsafe.SizeOf<T>();
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> a = stackalloc T[count];
            Span<T> b = stackalloc T[count];
            Span<T> result = stackalloc T[count];
            cpu.Read(i, 1, a);
            cpu.Read(i, 2, b);
            byte immediate = i.OpCount > 3 ? (byte)i.GetImmediate(3) : (byte)0;
            for (int lane = 0; lane < count; lane++)
            {
                int first = lane / of16 * of16;
                int chosen = choice is null
                    ? (lane - first) + (((immediate >> lane) & 1) * of16)
                    : choice(lane - first, of16, immediate);
                result[lane] = chosen < of16 ? a[first + chosen] : b[first + chosen - of16];
            }

            cpu.Write<T>(i, result);
        };

    /// <summary>16 bytes from the 32 of second (low) and first operand (high), shifted right.</summary>
    private static void Align(Processor cpu, in Instruction i)
    {
        int count = Processor.Width(i);
        Span<byte> high = stackalloc byte[count];
        Span<byte> low = stackalloc byte[count];
        Span<byte> result = stackalloc byte[count];
        cpu.Read(i, 1, high);
        cpu.Read(i, 2, low);
        for (int lane = 0; lane < count; lane++)
        {
            int from = (lane & 15) + (byte)i.GetImmediate(3);
            result[lane] = from switch { < 16 => low[(lane & ~15) + from], < 32 => high[(lane & ~15) + from - 16], _ => 0 };
        }

        cpu.Write<byte>(i, result);
    }

    private static Operation BlendBySign<T>(Func<T, bool> takesSecond)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> a = stackalloc T[count];
            Span<T> b = stackalloc T[count];
            Span<T> sign = stackalloc T[count];
            cpu.Read(i, 1, a);
            cpu.Read(i, 2, b);
            cpu.Read(i, 3, sign);
            for (int lane = 0; lane < count; lane++)
            {
                a[lane] = takesSecond(sign[lane]) ? b[lane] : a[lane];
            }

            cpu.Write<T>(i, a);
        };

    /// <summary>Each half is one of the four halves of two sources, or zero.</summary>
    private static void Halves(Processor cpu, in Instruction i)
    {
        Span<ulong> all = stackalloc ulong[8];
        Span<ulong> result = stackalloc ulong[4];
        cpu.Read(i, 1, all[..4]);
        cpu.Read(i, 2, all[4..]);
        for (int half = 0; half < 2; half++)
        {
            int control = (byte)i.GetImmediate(3) >> (4 * half);
            if ((control & 8) == 0)
            {
                all.Slice(2 * (control & 3), 2).CopyTo(result[(2 * half)..]);
            }
        }

        cpu.Write<ulong>(i, result);
    }

    private static Operation Insert<T>(int lanes)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> whole = stackalloc T[count];
            Span<T> part = stackalloc T[lanes];
            cpu.Read(i, 1, whole);
            cpu.Read(i, 2, part);
            part.CopyTo(whole[((byte)i.GetImmediate(3) % (count / lanes) * lanes)..]);
            cpu.Write<T>(i, whole);
        };

    private static Operation Extract<T>(int lanes)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = i.GetOpRegister(1).GetSize() / Unsafe.SizeOf<T>();
            Span<T> whole = stackalloc T[count];
            cpu.Read(i, 1, whole);
            cpu.Write<T>(i, whole.Slice((byte)i.GetImmediate(2) % (count / lanes) * lanes, lanes));
        };
}
