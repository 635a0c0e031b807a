using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Emits the part of a product that brings scales and codes of the group at rax into registers.</summary>
internal sealed class PanelUnpack(Assembler code, PanelFormat format, PanelRegisters zmm)
{
    // destination | (second & third), as a truth table over three bits
    private const byte OrAnd = 0xF8;
    private const int Vector = 64;
    private const int FourBitVectors = 4;

    public void Emit()
    {
        Scales();
        if (format.Bits == 8)
        {
            for (int i = 0; i < zmm.Codes.Length; i++)
            {
                code.vmovdqu32(zmm.Codes[i], At(i));
            }

            return;
        }

        if (format.Bits < 4)
        {
            Pairs();
        }
        else
        {
            Nibbles();
        }

        for (int i = 0; format.UpperBits > 0 && i < zmm.Codes.Length; i++)
        {
            UpperBits(i);
        }
    }

    private void Scales()
    {
        switch (format.Scales)
        {
            case PanelScales.Half:
                code.vcvtph2ps(zmm.Scale, __ymmword_ptr[rax]);
                break;
            case PanelScales.HalfAndMinimum:
                code.vcvtph2ps(zmm.Scale, __ymmword_ptr[rax]);
                code.vcvtph2ps(zmm.Second, __ymmword_ptr[rax + 32]);
                break;
            case PanelScales.SuperAndMinimum:
                code.vpmovzxbd(zmm.Scale, __xmmword_ptr[rax]);
                code.vpmovzxbd(zmm.Second, __xmmword_ptr[rax + 16]);
                Multiply(zmm.Scale, zmm.SuperScale);
                Multiply(zmm.Second, zmm.SuperMinimum);
                break;
            case PanelScales.SuperHalves:
                code.vpmovsxbd(zmm.Scale, __xmmword_ptr[rax]);
                code.vpmovsxbd(zmm.Second, __xmmword_ptr[rax + 16]);
                Multiply(zmm.Scale, zmm.SuperScale);
                Multiply(zmm.Second, zmm.SuperScale);
                break;
            case PanelScales.SuperSigned:
                code.vpmovsxbd(zmm.Scale, __xmmword_ptr[rax]);
                Multiply(zmm.Scale, zmm.SuperScale);
                break;
            case PanelScales.SuperNibbles:
                ScaleAndMinimum(0, zmm.Scale, zmm.Minimum);
                ScaleAndMinimum(PanelLayout.Rows, zmm.Second, zmm.SecondMinimum);
                break;
            case PanelScales.Exponent:
                Power();
                break;
        }
    }

    private void ScaleAndMinimum(int offset, AssemblerRegisterZMM scale, AssemblerRegisterZMM minimum)
    {
        code.vpmovzxbd(scale, __xmmword_ptr[rax + offset]);
        code.vpsrld(minimum, scale, 4);
        code.vpslld(scale, scale, 28);
        code.vpsrld(scale, scale, 28);
        Multiply(scale, zmm.SuperScale);
        Multiply(minimum, zmm.SuperMinimum);
    }

    /// <summary>2^(e − 127) with a subnormal for e = 0 and infinity for 255; less its half, which leaves NaN of infinity.</summary>
    private void Power()
    {
        code.vpmovzxbd(zmm.Scale, __xmmword_ptr[rax]);
        code.vpslld(zmm.Scale, zmm.Scale, PanelFormat.ExponentShift);
        code.vpmaxsd(zmm.Scale, zmm.Scale, zmm.SmallestPower);
        code.vfnmadd231ps(zmm.Scale, zmm.Scale, zmm.OneHalf);
    }

    private void Multiply(AssemblerRegisterZMM whole, AssemblerRegisterZMM factor)
    {
        code.vcvtdq2ps(whole, whole);
        code.vmulps(whole, whole, factor);
    }

    /// <summary>Pair i % 4 of each byte belongs to word i, words 4…7 in the second vector.</summary>
    private void Pairs()
    {
        for (int i = 0; i < zmm.Codes.Length; i++)
        {
            code.vpsrld(zmm.Codes[i], At(i / 4), (byte)(2 * (i % 4)));
            code.vpandd(zmm.Codes[i], zmm.Codes[i], zmm.LowMask);
        }
    }

    private void Nibbles()
    {
        for (int i = 0; i < FourBitVectors; i++)
        {
            code.vmovdqu32(zmm.Codes[i], At(i));
            code.vpsrld(zmm.Codes[i + FourBitVectors], zmm.Codes[i], 4);
            code.vpandd(zmm.Codes[i], zmm.Codes[i], zmm.LowMask);
            code.vpandd(zmm.Codes[i + FourBitVectors], zmm.Codes[i + FourBitVectors], zmm.LowMask);
        }

        if (format.Codebook is not null)
        {
            foreach (AssemblerRegisterZMM codes in zmm.Codes)
            {
                code.vpshufb(codes, zmm.Table, codes);
            }
        }
    }

    /// <summary>Bit i of a byte belongs to word i and goes to the place after the lower bits; pair i % 4 to word i and to places 4 and 5.</summary>
    private void UpperBits(int word)
    {
        (int vector, int left) = format.UpperBits == 1 ? (0, format.Bits - 1 - word) : (word / 4, 4 - (2 * (word % 4)));
        Shifted(format.LowVectors + vector, left);
        code.vpternlogd(zmm.Codes[word], zmm.HighBits, zmm.HighMask, OrAnd);
    }

    private void Shifted(int vector, int left)
    {
        if (left > 0)
        {
            code.vpslld(zmm.HighBits, At(vector), (byte)left);
        }
        else if (left < 0)
        {
            code.vpsrld(zmm.HighBits, At(vector), (byte)-left);
        }
        else
        {
            code.vmovdqu32(zmm.HighBits, At(vector));
        }
    }

    private AssemblerMemoryOperand At(int vector) => __zmmword_ptr[rax + (format.ScaleBytes + (Vector * vector))];
}
