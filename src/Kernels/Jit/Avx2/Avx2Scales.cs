using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>Emits the scales and minima of eight rows: of a super-block into slots, of a group into a register and a slot.</summary>
internal sealed class Avx2Scales
{
    private const int HalfRowBytes = PanelLayout.Rows * 2 / Avx2Store.Halves;
    private const int ByteRowBytes = PanelLayout.Rows / Avx2Store.Halves;

    private readonly Assembler _code;
    private readonly PanelFormat _format;
    private readonly AssemblerMemoryOperand[] _superScales;
    private readonly AssemblerMemoryOperand[] _superMinima;
    private readonly AssemblerMemoryOperand _smallest;
    private readonly AssemblerMemoryOperand _oneHalf;

    public Avx2Scales(Assembler code, PanelFormat format, Avx2Frame frame)
    {
        (_code, _format) = (code, format);
        _superScales = format.IsSuper ? frame.Slots(Avx2Store.Halves) : [];
        _superMinima = format.HasSuperMinimum ? frame.Slots(Avx2Store.Halves) : [];
        Minimum = format.HasMinimum && !format.HasFloats ? frame.Slot() : default;
        _smallest = format.Scales == PanelScales.Exponent ? frame.Constant(PanelFormat.SmallestPower) : default;
        _oneHalf = format.Scales == PanelScales.Exponent ? frame.Constant(PanelFormat.OneHalf) : default;
    }

    /// <summary>Where <see cref="LoadMinimum"/> leaves the minima.</summary>
    public AssemblerMemoryOperand Minimum { get; }

    /// <summary>Where the zero points of the two halves are, as floats.</summary>
    public AssemblerMemoryOperand[] Zeros => _superMinima;

    /// <summary>Keeps the scales of the super-block at rax.</summary>
    public void LoadSuper(AssemblerRegisterYMM work)
    {
        if (_format.HasFloats)
        {
            LoadFloats(work);
            return;
        }

        for (int half = 0; half < Avx2Store.Halves; half++)
        {
            LoadHalves(work, HalfRowBytes * half);
            _code.vmovaps(_superScales[half], work);
            if (_superMinima.Length > 0)
            {
                LoadHalves(work, (2 * PanelLayout.Rows) + (HalfRowBytes * half));
                _code.vmovaps(_superMinima[half], work);
            }
        }
    }

    /// <summary>Brings the group's minima, or those of one of its two parts, to <see cref="Minimum"/>.</summary>
    public void LoadMinimum(int half, int part, AssemblerRegisterYMM work)
    {
        if (_format.HasSuperMinimum)
        {
            int row = _format.Scales == PanelScales.SuperNibbles ? part : 1;
            _code.vpmovzxbd(work, __qword_ptr[rax + ((PanelLayout.Rows * row) + (ByteRowBytes * half))]);
            if (_format.Scales == PanelScales.SuperNibbles)
            {
                _code.vpsrld(work, work, 4);
            }

            _code.vcvtdq2ps(work, work);
            _code.vmulps(work, work, _superMinima[half]);
        }
        else
        {
            LoadHalves(work, (2 * PanelLayout.Rows) + (HalfRowBytes * half));
        }

        _code.vmovaps(Minimum, work);
    }

    /// <summary>Brings the group's scales into a register; with <see cref="PanelFormat.HasHalves"/> those of one of its two parts.</summary>
    public void Load(int half, int part, AssemblerRegisterYMM target)
    {
        switch (_format.Scales)
        {
            case PanelScales.SuperAndMinimum:
                _code.vpmovzxbd(target, __qword_ptr[rax + (ByteRowBytes * half)]);
                break;
            case PanelScales.SuperHalves:
                _code.vpmovsxbd(target, __qword_ptr[rax + ((PanelLayout.Rows * part) + (ByteRowBytes * half))]);
                break;
            case PanelScales.SuperSigned:
                _code.vpmovsxbd(target, __qword_ptr[rax + (ByteRowBytes * half)]);
                break;
            case PanelScales.SuperNibbles:
                _code.vpmovzxbd(target, __qword_ptr[rax + ((PanelLayout.Rows * part) + (ByteRowBytes * half))]);
                _code.vpslld(target, target, 28);
                _code.vpsrld(target, target, 28);
                break;
            case PanelScales.Exponent:
                LoadPower(half, target);
                return;
            case PanelScales.Float or PanelScales.FloatAndZero:
                _code.vmovaps(target, _superScales[half]);
                return;
            default:
                LoadHalves(target, HalfRowBytes * half);
                return;
        }

        _code.vcvtdq2ps(target, target);
        _code.vmulps(target, target, _superScales[half]);
    }

    private void LoadFloats(AssemblerRegisterYMM work)
    {
        for (int half = 0; half < Avx2Store.Halves; half++)
        {
            _code.vmovups(work, __ymmword_ptr[rax + (Avx2Frame.Vector * half)]);
            _code.vmovaps(_superScales[half], work);
            if (_format.Scales == PanelScales.FloatAndZero)
            {
                _code.vpmovzxbd(work, __qword_ptr[rax + ((sizeof(float) * PanelLayout.Rows) + (ByteRowBytes * half))]);
                _code.vcvtdq2ps(work, work);
                _code.vmovaps(_superMinima[half], work);
            }
        }
    }

    /// <summary>2^(e − 127) with a subnormal for e = 0 and infinity for 255; less its half, which leaves NaN of infinity.</summary>
    private void LoadPower(int half, AssemblerRegisterYMM target)
    {
        _code.vpmovzxbd(target, __qword_ptr[rax + (ByteRowBytes * half)]);
        _code.vpslld(target, target, PanelFormat.ExponentShift);
        _code.vpmaxsd(target, target, _smallest);
        _code.vfnmadd231ps(target, target, _oneHalf);
    }

    private void LoadHalves(AssemblerRegisterYMM target, int offset) => _code.vcvtph2ps(target, __xmmword_ptr[rax + offset]);
}
