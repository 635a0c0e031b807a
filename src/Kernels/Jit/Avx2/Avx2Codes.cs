using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>Emits the codes of one word (four columns of eight rows) of the group at rax.</summary>
internal sealed class Avx2Codes
{
    private const int PanelVector = 64;

    private readonly Assembler _code;
    private readonly PanelFormat _format;
    private readonly Avx2Dot _dot;
    private readonly AssemblerMemoryOperand _lowMask;
    private readonly AssemblerMemoryOperand _highMask;
    private readonly AssemblerMemoryOperand _table;
    private readonly AssemblerMemoryOperand _signs;

    public Avx2Codes(Assembler code, PanelFormat format, Avx2Dot dot, Avx2Frame frame)
    {
        (_code, _format, _dot) = (code, format, dot);
        _lowMask = format.Bits < 8 ? frame.Constant(format.LowMask) : default;
        _highMask = format.UpperBits > 0 ? frame.Constant(format.HighMask) : default;
        _signs = dot.IsSigned && format.Codebook is null ? frame.Constant(0x80808080) : default;
        _table = format.Codebook is { } table ? frame.Constant(Lanes(table, dot.IsSigned)) : default;
    }

    /// <summary>Loads the mask of nibbles where the registers have a place for it.</summary>
    public void LoadMask(Avx2Registers ymm)
    {
        if (_dot.NeedsLowMask)
        {
            _code.vmovdqa(ymm.LowMask, _lowMask);
        }
    }

    /// <summary>Codes of a word; <paramref name="work"/> is free, for signed codes it ends with their magnitudes.</summary>
    public void Emit(int half, int word, AssemblerRegisterYMM target, AssemblerRegisterYMM work, Avx2Registers ymm)
    {
        if (_format.Bits == 8)
        {
            _code.vmovdqu(target, At(half, word));
        }
        else
        {
            LowBits(half, word, target, ymm);
        }

        if (_format.UpperBits > 0)
        {
            UpperBits(half, word, target, work);
        }

        if (_format.Codebook is not null)
        {
            _code.vmovdqa(work, _table);
            _code.vpshufb(target, work, target);
        }
        else if (_dot.IsSigned)
        {
            _code.vpxor(target, target, _signs);
        }

        if (_dot.IsSigned)
        {
            _code.vpabsb(work, target);
        }
    }

    /// <summary>A nibble of one of four vectors, or two bits of one of two.</summary>
    private void LowBits(int half, int word, AssemblerRegisterYMM target, Avx2Registers ymm)
    {
        (int vector, int right) = _format.Bits < 4 ? (word / 4, 2 * (word % 4)) : (word % 4, word / 4 * 4);
        if (right == 0 && _dot.NeedsLowMask)
        {
            _code.vpand(target, ymm.LowMask, At(half, vector));
            return;
        }

        _code.vmovdqu(target, At(half, vector));
        if (right > 0)
        {
            _code.vpsrlw(target, target, (byte)right);
        }

        if (_dot.NeedsLowMask)
        {
            _code.vpand(target, target, ymm.LowMask);
        }
        else
        {
            _code.vpand(target, target, _lowMask);
        }
    }

    /// <summary>Bit i of a byte belongs to word i and goes to the place after the lower bits; pair i % 4 to word i and to places 4 and 5.</summary>
    private void UpperBits(int half, int word, AssemblerRegisterYMM target, AssemblerRegisterYMM work)
    {
        (int vector, int left) = _format.UpperBits == 1 ? (0, _format.Bits - 1 - word) : (word / 4, 4 - (2 * (word % 4)));
        _code.vmovdqu(work, At(half, _format.LowVectors + vector));
        if (left > 0)
        {
            _code.vpslld(work, work, (byte)left);
        }
        else if (left < 0)
        {
            _code.vpsrld(work, work, (byte)-left);
        }

        _code.vpand(work, work, _highMask);
        _code.vpor(target, target, work);
    }

    private AssemblerMemoryOperand At(int half, int vector) =>
        __ymmword_ptr[rax + (_format.ScaleBytes + (PanelVector * vector) + (Avx2Frame.Vector * half))];

    /// <summary>The codebook twice, as signed bytes where the zero point is to be in the codes.</summary>
    private static IEnumerable<uint> Lanes(byte[] table, bool signed)
    {
        byte[] entries = [.. table.Select(entry => signed ? (byte)(entry ^ 0x80) : entry)];
        return Enumerable.Range(0, 8).Select(lane => BitConverter.ToUInt32(entries, lane % 4 * 4));
    }
}
