using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using Xinference.Tensors;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// Emits the product of float panels with a few tokens. Each element has two chains, one for even and one for odd columns, added at the
/// end: that hides the latency of a fused multiply-add when there is but one token.
/// </summary>
internal sealed class FloatPanelEmitter
{
    private const int PrefetchDistance = 4096;
    private const int CacheLine = 64;

    // all bits of a half but the upper one of its exponent, twice
    private const uint HalfMask = 0xBFFFBFFF;

    private readonly Assembler _code = new(64);
    private readonly PanelLoop _loop;
    private readonly FloatLayout _layout;
    private readonly int _tokens;

    private FloatPanelEmitter(FloatLayout layout, int tokens)
    {
        (_layout, _tokens) = (layout, tokens);
        _loop = new(_code, tokens);
    }

    /// <summary>The routine, not yet assembled.</summary>
    public static Assembler Emit(FloatLayout layout, int tokens)
    {
        var emitter = new FloatPanelEmitter(layout, tokens);
        emitter.Routine();
        return emitter._code;
    }

    private void Routine()
    {
        PanelFrame.Enter(_code);
        if (_layout.Type == DType.BF16)
        {
            _code.mov(eax, 0xFFFF0000u);
            _code.vpbroadcastd(zmm31, eax);
        }
        else if (_layout.Type == DType.F8E4M3)
        {
            _code.mov(eax, HalfMask);
            _code.vpbroadcastd(zmm31, eax);
        }

        _loop.Emit(() => Avx512Panels.Clear(_code, Chains()), _layout.HasScales ? Block : Pair, () => Avx512Panels.Store(_code, _loop, _tokens, AddChains));
        PanelFrame.Leave(_code);
    }

    private IEnumerable<AssemblerRegisterZMM> Chains() => Enumerable.Range(0, 2 * _tokens).Select(i => PanelRegisters.At(i));

    private void Block()
    {
        _code.vmovups(zmm28, __zmmword_ptr[rax]);
        _code.add(rax, _layout.ScaleBytes);
        _code.mov(esi, _layout.PairsOfBlock);
        Label pair = _code.CreateLabel();
        _code.Label(ref pair);
        Pair();
        _code.dec(esi);
        _code.jnz(pair);
    }

    private void Pair()
    {
        for (int ahead = 0; ahead < _layout.PairBytes; ahead += CacheLine)
        {
            _code.prefetcht0(__[rax + PrefetchDistance + ahead]);
        }

        LoadWeights();
        for (int token = 0; token < _tokens; token++)
        {
            _code.vfmadd231ps(PanelRegisters.At(2 * token), zmm29, __dword_bcst[PanelLoop.Token(token, 0)]);
            _code.vfmadd231ps(PanelRegisters.At((2 * token) + 1), zmm30, __dword_bcst[PanelLoop.Token(token, sizeof(float))]);
        }

        _loop.Advance(_layout.PairBytes, 2 * sizeof(float));
    }

    private void LoadWeights()
    {
        switch (_layout.Type)
        {
            case DType.BF16:
                _code.vmovdqu32(zmm30, __zmmword_ptr[rax]);
                _code.vpslld(zmm29, zmm30, 16);
                _code.vpandd(zmm30, zmm30, zmm31);
                break;
            case DType.F8E4M3 or DType.F8E5M2:
                LoadSmall(zmm29, ymm29, 0);
                LoadSmall(zmm30, ymm30, PanelLayout.Rows);
                break;
            case DType.F16:
                _code.vcvtph2ps(zmm29, __ymmword_ptr[rax]);
                _code.vcvtph2ps(zmm30, __ymmword_ptr[rax + 32]);
                break;
            default:
                _code.vmovups(zmm29, __zmmword_ptr[rax]);
                _code.vmovups(zmm30, __zmmword_ptr[rax + 64]);
                break;
        }
    }

    /// <summary>Floats of a byte by way of half precision, whose exponent is biased by 8 more than E4M3's: the scales make up for it.</summary>
    private void LoadSmall(AssemblerRegisterZMM target, AssemblerRegisterYMM words, int offset)
    {
        if (_layout.Type == DType.F8E5M2)
        {
            _code.evex.vpmovzxbw(words, __xmmword_ptr[rax + offset]);
            _code.evex.vpsllw(words, words, 8);
        }
        else
        {
            // sign at the top and once more below it, where the mask takes it away; exponent and mantissa end below
            _code.evex.vpmovsxbw(words, __xmmword_ptr[rax + offset]);
            _code.evex.vpsllw(words, words, 7);
            _code.vpandd(words, words, ymm31);
        }

        _code.vcvtph2ps(target, words);
        _code.vmulps(target, target, zmm28);
    }

    private AssemblerRegisterZMM AddChains(int token)
    {
        _code.vaddps(PanelRegisters.At(2 * token), PanelRegisters.At(2 * token), PanelRegisters.At((2 * token) + 1));
        return PanelRegisters.At(2 * token);
    }
}
