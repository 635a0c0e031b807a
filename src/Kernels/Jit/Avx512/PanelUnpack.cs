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

        Nibbles();
        if (format.Bits == 5)
        {
            FifthBits();
        }
        else if (format.Bits == 6)
        {
            UpperPairs();
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
        }
    }

    private void Multiply(AssemblerRegisterZMM whole, AssemblerRegisterZMM factor)
    {
        code.vcvtdq2ps(whole, whole);
        code.vmulps(whole, whole, factor);
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

    /// <summary>Bit i of each byte belongs to word i and goes to place 4.</summary>
    private void FifthBits()
    {
        for (int i = 0; i < zmm.Codes.Length; i++)
        {
            Shifted(FourBitVectors, 4 - i);
            code.vpternlogd(zmm.Codes[i], zmm.HighBits, zmm.HighMask, OrAnd);
        }
    }

    /// <summary>Pair i of each byte belongs to word i, or i + 4 in the second vector, and goes to places 4 and 5.</summary>
    private void UpperPairs()
    {
        for (int i = 0; i < zmm.Codes.Length; i++)
        {
            Shifted(FourBitVectors + (i / 4), 4 - (2 * (i % 4)));
            code.vpternlogd(zmm.Codes[i], zmm.HighBits, zmm.HighMask, OrAnd);
        }
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
