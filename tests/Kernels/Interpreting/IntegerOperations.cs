using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Logic, addition, multiplication, comparison and shifts of integers.</summary>
internal static class IntegerOperations
{
    public static Dictionary<Mnemonic, Operation> All { get; } = new(
    [
        .. Logic(), .. Sums(), .. Products(), .. Choices(), .. Shifts(),
    ]);

    private static Dictionary<Mnemonic, Operation> Logic() => new()
    {
        [Mnemonic.Vpand] = Lanes.Binary<uint>(static (a, b) => a & b),
        [Mnemonic.Vpandd] = Lanes.Binary<uint>(static (a, b) => a & b),
        [Mnemonic.Vpandq] = Lanes.Binary<ulong>(static (a, b) => a & b),
        [Mnemonic.Vandps] = Lanes.Binary<uint>(static (a, b) => a & b),
        [Mnemonic.Vpandn] = Lanes.Binary<uint>(static (a, b) => ~a & b),
        [Mnemonic.Vpandnd] = Lanes.Binary<uint>(static (a, b) => ~a & b),
        [Mnemonic.Vandnps] = Lanes.Binary<uint>(static (a, b) => ~a & b),
        [Mnemonic.Vpor] = Lanes.Binary<uint>(static (a, b) => a | b),
        [Mnemonic.Vpord] = Lanes.Binary<uint>(static (a, b) => a | b),
        [Mnemonic.Vporq] = Lanes.Binary<ulong>(static (a, b) => a | b),
        [Mnemonic.Vorps] = Lanes.Binary<uint>(static (a, b) => a | b),
        [Mnemonic.Vpxor] = Lanes.Binary<uint>(static (a, b) => a ^ b),
        [Mnemonic.Vpxord] = Lanes.Binary<uint>(static (a, b) => a ^ b),
        [Mnemonic.Vpxorq] = Lanes.Binary<ulong>(static (a, b) => a ^ b),
        [Mnemonic.Vxorps] = Lanes.Binary<uint>(static (a, b) => a ^ b),
        [Mnemonic.Vpternlogd] = Truth<uint>(),
        [Mnemonic.Vpternlogq] = Truth<ulong>(),
    };

    private static Dictionary<Mnemonic, Operation> Sums() => new()
    {
        [Mnemonic.Vpaddb] = Lanes.Binary<byte>(static (a, b) => (byte)(a + b)),
        [Mnemonic.Vpaddw] = Lanes.Binary<ushort>(static (a, b) => (ushort)(a + b)),
        [Mnemonic.Vpaddd] = Lanes.Binary<uint>(static (a, b) => a + b),
        [Mnemonic.Vpaddq] = Lanes.Binary<ulong>(static (a, b) => a + b),
        [Mnemonic.Vpaddsw] = Lanes.Binary<short>(static (a, b) => Saturate(a + b)),
        [Mnemonic.Vpsubb] = Lanes.Binary<byte>(static (a, b) => (byte)(a - b)),
        [Mnemonic.Vpsubw] = Lanes.Binary<ushort>(static (a, b) => (ushort)(a - b)),
        [Mnemonic.Vpsubd] = Lanes.Binary<uint>(static (a, b) => a - b),
        [Mnemonic.Vpsubq] = Lanes.Binary<ulong>(static (a, b) => a - b),
        [Mnemonic.Vpsubsw] = Lanes.Binary<short>(static (a, b) => Saturate(a - b)),
    };

    private static Dictionary<Mnemonic, Operation> Products() => new()
    {
        [Mnemonic.Vpmulld] = Lanes.Binary<uint>(static (a, b) => a * b),
        [Mnemonic.Vpmullw] = Lanes.Binary<short>(static (a, b) => (short)(a * b)),
        [Mnemonic.Vpmulhw] = Lanes.Binary<short>(static (a, b) => (short)((a * b) >> 16)),
        [Mnemonic.Vpmulhrsw] = Lanes.Binary<short>(static (a, b) => (short)((((a * b) >> 14) + 1) >> 1)),

        // pairs of lanes: the halves of a wider one
        [Mnemonic.Vpmaddwd] = Lanes.Binary<uint>(static (a, b) => (uint)(((short)a * (short)b) + ((short)(a >> 16) * (short)(b >> 16)))),
        [Mnemonic.Vpmaddubsw] = Lanes.Binary<ushort>(static (a, b) => (ushort)Saturate(((byte)a * (sbyte)b) + ((byte)(a >> 8) * (sbyte)(b >> 8)))),
    };

    private static Dictionary<Mnemonic, Operation> Choices() => new()
    {
        [Mnemonic.Vpabsb] = Lanes.Unary<sbyte, byte>(static a => (byte)Math.Abs((int)a)),
        [Mnemonic.Vpabsw] = Lanes.Unary<short, ushort>(static a => (ushort)Math.Abs((int)a)),
        [Mnemonic.Vpabsd] = Lanes.Unary<int, uint>(static a => (uint)Math.Abs((long)a)),
        [Mnemonic.Vpsignb] = Lanes.Binary<sbyte>(static (a, b) => (sbyte)(a * Math.Sign(b))),
        [Mnemonic.Vpsignw] = Lanes.Binary<short>(static (a, b) => (short)(a * Math.Sign(b))),
        [Mnemonic.Vpsignd] = Lanes.Binary<int>(static (a, b) => a * Math.Sign(b)),
        [Mnemonic.Vpminsd] = Lanes.Binary<int>(Math.Min),
        [Mnemonic.Vpmaxsd] = Lanes.Binary<int>(Math.Max),
        [Mnemonic.Vpminsb] = Lanes.Binary<sbyte>(Math.Min),
        [Mnemonic.Vpmaxsb] = Lanes.Binary<sbyte>(Math.Max),
        [Mnemonic.Vpminub] = Lanes.Binary<byte>(Math.Min),
        [Mnemonic.Vpmaxub] = Lanes.Binary<byte>(Math.Max),
        [Mnemonic.Vpminsw] = Lanes.Binary<short>(Math.Min),
        [Mnemonic.Vpmaxsw] = Lanes.Binary<short>(Math.Max),
        [Mnemonic.Vpcmpeqb] = Lanes.Binary<byte>(static (a, b) => a == b ? byte.MaxValue : byte.MinValue),
        [Mnemonic.Vpcmpeqd] = Lanes.Binary<uint>(static (a, b) => a == b ? uint.MaxValue : 0),
        [Mnemonic.Vpcmpgtb] = Lanes.Binary<sbyte>(static (a, b) => (sbyte)(a > b ? -1 : 0)),
        [Mnemonic.Vpcmpgtd] = Lanes.Binary<int>(static (a, b) => a > b ? -1 : 0),
    };

    /// <summary>Counts beyond the width of a lane leave nothing, or its sign.</summary>
    private static Dictionary<Mnemonic, Operation> Shifts() => new()
    {
        [Mnemonic.Vpsllw] = Shift<ushort>(static (a, n) => n > 15 ? (ushort)0 : (ushort)(a << (int)n)),
        [Mnemonic.Vpslld] = Shift<uint>(static (a, n) => n > 31 ? 0 : a << (int)n),
        [Mnemonic.Vpsllq] = Shift<ulong>(static (a, n) => n > 63 ? 0 : a << (int)n),
        [Mnemonic.Vpsrlw] = Shift<ushort>(static (a, n) => n > 15 ? (ushort)0 : (ushort)(a >> (int)n)),
        [Mnemonic.Vpsrld] = Shift<uint>(static (a, n) => n > 31 ? 0 : a >> (int)n),
        [Mnemonic.Vpsrlq] = Shift<ulong>(static (a, n) => n > 63 ? 0 : a >> (int)n),
        [Mnemonic.Vpsraw] = Shift<short>(static (a, n) => (short)(a >> (int)Math.Min(n, 15))),
        [Mnemonic.Vpsrad] = Shift<int>(static (a, n) => a >> (int)Math.Min(n, 31)),
        [Mnemonic.Vpsllvd] = Lanes.Binary<uint>(static (a, n) => n > 31 ? 0 : a << (int)n),
        [Mnemonic.Vpsrlvd] = Lanes.Binary<uint>(static (a, n) => n > 31 ? 0 : a >> (int)n),
        [Mnemonic.Vpsravd] = Lanes.Binary<uint>(static (a, n) => (uint)((int)a >> (int)Math.Min(n, 31))),
    };

    /// <summary>The count is an immediate, or the low eight bytes of a vector of 16.</summary>
    private static Operation Shift<T>(Func<T, ulong, T> function)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> lanes = stackalloc T[count];
            cpu.Read(i, 1, lanes);
            ulong shift = i.GetOpKind(2) == OpKind.Immediate8 ? (byte)i.GetImmediate(2) : ReadCount(cpu, i);
            for (int lane = 0; lane < count; lane++)
            {
                lanes[lane] = function(lanes[lane], shift);
            }

            cpu.Write<T>(i, lanes);
        };

    private static ulong ReadCount(Processor cpu, in Instruction i)
    {
        Span<ulong> count = stackalloc ulong[2];
        cpu.Read(i, 2, count);
        return count[0];
    }

    private static Operation Truth<T>()
        where T : unmanaged, System.Numerics.IBinaryInteger<T> => (Processor cpu, in Instruction i) =>
            Ternary<T>((byte)i.GetImmediate(3))(cpu, i);

    /// <summary>Bit n of the table is the result for the bits of first, second and third operand that spell n.</summary>
    private static Operation Ternary<T>(byte table)
        where T : unmanaged, System.Numerics.IBinaryInteger<T> => Lanes.Ternary<T>((a, b, c) =>
        {
            T result = T.Zero;
            for (int index = 0; index < 8; index++)
            {
                if (((table >> index) & 1) != 0)
                {
                    result |= ((index & 4) != 0 ? a : ~a) & ((index & 2) != 0 ? b : ~b) & ((index & 1) != 0 ? c : ~c);
                }
            }

            return result;
        });

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
