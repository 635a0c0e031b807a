using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Arithmetic of 32-bit floats. Which NaN comes out follows the SDM (volume 1, 4.8.3.5 and 14.5.2).</summary>
internal static class FloatOperations
{
    private const uint QuietBit = 0x0040_0000;
    private const uint DefaultNan = 0xFFC0_0000;

    public static Dictionary<Mnemonic, Operation> All { get; } = new(
    [
        .. Arithmetic(),
        .. Fused(Mnemonic.Vfmadd132ps, Mnemonic.Vfmadd213ps, Mnemonic.Vfmadd231ps, negateProduct: false, negateSum: false),
        .. Fused(Mnemonic.Vfmsub132ps, Mnemonic.Vfmsub213ps, Mnemonic.Vfmsub231ps, negateProduct: false, negateSum: true),
        .. Fused(Mnemonic.Vfnmadd132ps, Mnemonic.Vfnmadd213ps, Mnemonic.Vfnmadd231ps, negateProduct: true, negateSum: false),
        .. Fused(Mnemonic.Vfnmsub132ps, Mnemonic.Vfnmsub213ps, Mnemonic.Vfnmsub231ps, negateProduct: true, negateSum: true),
    ]);

    private static Dictionary<Mnemonic, Operation> Arithmetic() => new()
    {
        [Mnemonic.Vaddps] = Lanes.Binary<float>(static (a, b) => First(a, b, a + b)),
        [Mnemonic.Vsubps] = Lanes.Binary<float>(static (a, b) => First(a, b, a - b)),
        [Mnemonic.Vmulps] = Lanes.Binary<float>(static (a, b) => First(a, b, a * b)),
        [Mnemonic.Vdivps] = Lanes.Binary<float>(static (a, b) => First(a, b, a / b)),

        // zeros of either sign are equal, and with a NaN it is the second operand as it stands
        [Mnemonic.Vminps] = Lanes.Binary<float>(static (a, b) => a < b ? a : b),
        [Mnemonic.Vmaxps] = Lanes.Binary<float>(static (a, b) => a > b ? a : b),
    };

    /// <summary>The three orders of <c>± x · y ± z</c>, rounded once.</summary>
    private static IEnumerable<KeyValuePair<Mnemonic, Operation>> Fused(
        Mnemonic order132, Mnemonic order213, Mnemonic order231, bool negateProduct, bool negateSum)
    {
        float Multiply(float x, float y, float z)
        {
            float sum = MathF.FusedMultiplyAdd(negateProduct ? -x : x, y, negateSum ? -z : z);
            return float.IsNaN(x) ? Quiet(x) : First(y, z, sum);
        }

        yield return new(order132, Lanes.Ternary<float>((a, b, c) => Multiply(a, c, b)));
        yield return new(order213, Lanes.Ternary<float>((a, b, c) => Multiply(b, a, c)));
        yield return new(order231, Lanes.Ternary<float>((a, b, c) => Multiply(b, c, a)));
    }

    /// <summary>The first operand that is a NaN, made quiet; else the result, whose NaN is the default one.</summary>
    private static float First(float a, float b, float result) =>
        float.IsNaN(a) ? Quiet(a) : float.IsNaN(b) ? Quiet(b) : float.IsNaN(result) ? BitConverter.UInt32BitsToSingle(DefaultNan) : result;

    private static float Quiet(float nan) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(nan) | QuietBit);
}
