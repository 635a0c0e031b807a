using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Changes of type, bit for bit.</summary>
internal static class ConvertOperations
{
    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Vpmovzxbw] = Lanes.Unary<byte, ushort>(static a => a),
        [Mnemonic.Vpmovzxbd] = Lanes.Unary<byte, uint>(static a => a),
        [Mnemonic.Vpmovzxwd] = Lanes.Unary<ushort, uint>(static a => a),
        [Mnemonic.Vpmovsxbw] = Lanes.Unary<sbyte, short>(static a => a),
        [Mnemonic.Vpmovsxbd] = Lanes.Unary<sbyte, int>(static a => a),
        [Mnemonic.Vpmovsxwd] = Lanes.Unary<short, int>(static a => a),
        [Mnemonic.Vpmovdb] = Lanes.Unary<uint, byte>(static a => (byte)a),
        [Mnemonic.Vcvtdq2ps] = Lanes.Unary<int, float>(static a => a),
        [Mnemonic.Vcvtps2dq] = Lanes.Unary<float, int>(static a => ToInteger(MathF.Round(a, MidpointRounding.ToEven))),
        [Mnemonic.Vcvttps2dq] = Lanes.Unary<float, int>(static a => ToInteger(MathF.Truncate(a))),
        [Mnemonic.Vcvtph2ps] = Lanes.Unary<ushort, float>(HalfToSingle),
        [Mnemonic.Vcvtps2ph] = ToHalf,
        [Mnemonic.Vcvtneps2bf16] = Lanes.Unary<uint, ushort>(ToBFloat16),
        [Mnemonic.Vpackssdw] = Pack<int, short>(static a => (short)Math.Clamp(a, short.MinValue, short.MaxValue)),
        [Mnemonic.Vpackusdw] = Pack<int, ushort>(static a => (ushort)Math.Clamp(a, 0, ushort.MaxValue)),
        [Mnemonic.Vpacksswb] = Pack<short, sbyte>(static a => (sbyte)Math.Clamp(a, sbyte.MinValue, sbyte.MaxValue)),
        [Mnemonic.Vpackuswb] = Pack<short, byte>(static a => (byte)Math.Clamp(a, (short)0, (short)byte.MaxValue)),
    };

    /// <summary>A signalling NaN becomes quiet.</summary>
    private static float HalfToSingle(ushort bits)
    {
        uint sign = (uint)(bits & 0x8000) << 16;
        uint mantissa = bits & 0x3FFu;
        return (bits & 0x7C00) == 0x7C00 && mantissa != 0
            ? BitConverter.UInt32BitsToSingle(sign | 0x7FC0_0000 | (mantissa << 13))
            : (float)BitConverter.UInt16BitsToHalf(bits);
    }

    /// <summary>The immediate names the rounding: nearest even, down, up, towards zero, or (4) what MXCSR says.</summary>
    private static void ToHalf(Processor cpu, in Instruction i)
    {
        int count = i.GetOpRegister(1).GetSize() / sizeof(float);
        var immediate = (byte)i.GetImmediate(2);
        int rounding = (immediate & 4) != 0 ? 0 : immediate & 3;
        Span<float> source = stackalloc float[count];

        // the destination of a conversion from four lanes is a register of eight bytes: the rest of it becomes zero
        Span<ushort> result = stackalloc ushort[count];
        cpu.Read(i, 1, source);
        for (int lane = 0; lane < count; lane++)
        {
            result[lane] = SingleToHalf(source[lane], rounding);
        }

        cpu.Write<ushort>(i, result);
    }

    private static ushort SingleToHalf(float value, int rounding)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        var sign = (ushort)((bits >> 16) & 0x8000);
        if (float.IsNaN(value))
        {
            return (ushort)(sign | 0x7E00u | ((bits >> 13) & 0x3FF));
        }

        if (float.IsInfinity(value))
        {
            return (ushort)(sign | 0x7C00);
        }

        // in units of the last place of the result, whose exponent has a floor: exact in a double
        double magnitude = Math.Abs((double)value);
        int exponent = magnitude == 0 ? -14 : Math.Max(Math.ILogB(magnitude), -14);
        double units = Math.ScaleB(magnitude, 10 - exponent);
        double rounded = rounding switch
        {
            0 => Math.Round(units, MidpointRounding.ToEven),
            1 => sign == 0 ? Math.Floor(units) : Math.Ceiling(units),
            2 => sign == 0 ? Math.Ceiling(units) : Math.Floor(units),
            _ => Math.Floor(units),
        };
        double result = Math.ScaleB(rounded, exponent - 10);
        return result <= (double)Half.MaxValue
            ? (ushort)(sign | BitConverter.HalfToUInt16Bits((Half)result))
            : (ushort)(sign | (RoundsAway(rounding, sign) ? 0x7C00 : 0x7BFF));
    }

    private static bool RoundsAway(int rounding, ushort sign) => rounding switch
    {
        0 => true,
        1 => sign != 0,
        2 => sign == 0,
        _ => false,
    };

    private static int ToInteger(float whole) => whole is >= int.MinValue and < 2147483648f ? (int)whole : int.MinValue;

    /// <summary>Denormals count as zero; a NaN becomes quiet.</summary>
    private static ushort ToBFloat16(uint bits)
    {
        uint magnitude = bits & 0x7FFF_FFFF;
        return magnitude switch
        {
            > 0x7F80_0000 => (ushort)((bits >> 16) | 0x40),
            < 0x0080_0000 => (ushort)((bits >> 16) & 0x8000),
            _ => (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16),
        };
    }

    /// <summary>In each 16 bytes: first the lanes of the first source, then those of the second.</summary>
    private static Operation Pack<TFrom, TTo>(Func<TFrom, TTo> narrow)
        where TFrom : unmanaged
        where TTo : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int ofGroup = 16 / Unsafe.SizeOf<TFrom>();
            int count = Processor.Width(i) / Unsafe.SizeOf<TFrom>();
            Span<TFrom> a = stackalloc TFrom[count];
            Span<TFrom> b = stackalloc TFrom[count];
            Span<TTo> result = stackalloc TTo[2 * count];
            cpu.Read(i, 1, a);
            cpu.Read(i, 2, b);
            for (int lane = 0; lane < result.Length; lane++)
            {
                (int group, int place) = Math.DivRem(lane, 2 * ofGroup);
                result[lane] = narrow(place < ofGroup ? a[(group * ofGroup) + place] : b[(group * ofGroup) + place - ofGroup]);
            }

            cpu.Write<TTo>(i, result);
        };
}
