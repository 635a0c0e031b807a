using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Dot products of small integers (VNNI) and of bfloat16.</summary>
internal static class DotOperations
{
    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Vpdpbusd] = Lanes.Ternary<int>(static (sum, a, b) => (int)(sum + Bytes((uint)a, (uint)b))),
        [Mnemonic.Vpdpbusds] = Lanes.Ternary<int>(static (sum, a, b) => Saturate(sum + Bytes((uint)a, (uint)b))),
        [Mnemonic.Vpdpwssd] = Lanes.Ternary<int>(static (sum, a, b) => (int)(sum + Words((uint)a, (uint)b))),
        [Mnemonic.Vpdpwssds] = Lanes.Ternary<int>(static (sum, a, b) => Saturate(sum + Words((uint)a, (uint)b))),

        // the upper pair comes first
        [Mnemonic.Vdpbf16ps] = Lanes.Ternary<uint>(static (sum, a, b) => Flushed(Lower(a), Lower(b), Flushed(Upper(a), Upper(b), sum))),
    };

    /// <summary>Four products of an unsigned and a signed byte.</summary>
    public static long Bytes(uint a, uint b)
    {
        long sum = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            sum += (byte)(a >> shift) * (sbyte)(b >> shift);
        }

        return sum;
    }

    /// <summary>
    /// <c>sum + x · y</c>, rounded once to the nearest even, where denormals count as zero before and after (SDM, VDPBF16PS and TDPBF16PS).
    /// </summary>
    public static uint Flushed(uint x, uint y, uint sum) =>
        Flush(BitConverter.SingleToUInt32Bits(MathF.FusedMultiplyAdd(Float(Flush(x)), Float(Flush(y)), Float(Flush(sum)))));

    /// <summary>A float whose denormals are zero.</summary>
    public static uint Flush(uint bits) => (bits & 0x7F80_0000) == 0 ? bits & 0x8000_0000 : bits;

    /// <summary>The first of two bfloat16 as a float.</summary>
    public static uint Lower(uint pair) => pair << 16;

    /// <summary>The second of two bfloat16 as a float.</summary>
    public static uint Upper(uint pair) => pair & 0xFFFF_0000;

    private static long Words(uint a, uint b) => ((short)a * (long)(short)b) + ((short)(a >> 16) * (long)(short)(b >> 16));

    private static int Saturate(long sum) => (int)Math.Clamp(sum, int.MinValue, int.MaxValue);

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
