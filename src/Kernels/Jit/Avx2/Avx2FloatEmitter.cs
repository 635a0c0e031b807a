using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using Xinference.Tensors;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>Emits the product of float panels with a few tokens: one chain of fused multiply-adds for each element, columns in order.</summary>
internal sealed class Avx2FloatEmitter
{
    /// <summary>Most tokens of a routine: two sums each, and registers for weights and an activation.</summary>
    public const int MaxTokens = 6;

    private const int PrefetchDistance = 4096;
    private const int CacheLine = 64;

    private static readonly AssemblerRegisterYMM X = ymm14;
    private static readonly AssemblerRegisterYMM Mask = ymm15;

    private readonly Assembler _code = new(64);
    private readonly FloatLayout _layout;
    private readonly Avx2Frame _frame;
    private readonly Avx2Store _store;
    private readonly PanelLoop _loop;
    private readonly AssemblerMemoryOperand _mask;
    private readonly AssemblerMemoryOperand[] _scales;
    private readonly int _tokens;

    private Avx2FloatEmitter(FloatLayout layout, int tokens)
    {
        (_layout, _tokens) = (layout, tokens);
        _loop = new(_code, tokens);
        _frame = new(_code);
        _store = new(_code, _loop, _frame);
        _mask = _frame.Constant(layout.HasScales ? Avx2SmallFloats.Mask : 0xFFFF0000);
        _scales = layout.HasScales ? _frame.Slots(Avx2Store.Halves) : [];
    }

    /// <summary>The routine, not yet assembled; called with a pointer to a <see cref="PanelCall"/>.</summary>
    public static Assembler Emit(FloatLayout layout, int tokens)
    {
        var emitter = new Avx2FloatEmitter(layout, tokens);
        emitter.Routine();
        return emitter._code;
    }

    private void Routine()
    {
        _frame.Enter();
        _code.vmovdqa(Mask, _mask);
        _loop.Emit(Clear, _layout.HasScales ? Block : Pair, () => _store.Emit(_tokens, X, Sum));
        _frame.Leave();
    }

    private static AssemblerRegisterYMM Sum(int half, int token) => Avx2Registers.At((2 * token) + half);

    private static AssemblerRegisterYMM Weights(int half) => half == 0 ? ymm12 : ymm13;

    private void Clear()
    {
        for (int i = 0; i < 2 * _tokens; i++)
        {
            _code.vxorps(Avx2Registers.At(i), Avx2Registers.At(i), Avx2Registers.At(i));
        }
    }

    private void Block()
    {
        for (int half = 0; half < Avx2Store.Halves; half++)
        {
            _code.vmovups(X, __ymmword_ptr[rax + (Avx2Frame.Vector * half)]);
            _code.vmovaps(_scales[half], X);
        }

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

        for (int column = 0; column < 2; column++)
        {
            LoadWeights(0, column);
            LoadWeights(1, column);
            for (int token = 0; token < _tokens; token++)
            {
                _code.vbroadcastss(X, __dword_ptr[PanelLoop.Token(token, sizeof(float) * column)]);
                _code.vfmadd231ps(Sum(0, token), Weights(0), X);
                _code.vfmadd231ps(Sum(1, token), Weights(1), X);
            }
        }

        _loop.Advance(_layout.PairBytes, 2 * sizeof(float));
    }

    private void LoadWeights(int half, int column)
    {
        AssemblerRegisterYMM target = Weights(half);
        switch (_layout.Type)
        {
            case DType.BF16 when column == 0:
                _code.vmovdqu(target, __ymmword_ptr[rax + (Avx2Frame.Vector * half)]);
                _code.vpslld(target, target, 16);
                break;
            case DType.BF16:
                _code.vpand(target, Mask, __ymmword_ptr[rax + (Avx2Frame.Vector * half)]);
                break;
            case DType.F8E4M3 or DType.F8E5M2:
                Avx2SmallFloats.Load(_code, _layout.Type, (PanelLayout.Rows * column) + (8 * half), target, Mask);
                _code.vmulps(target, target, _scales[half]);
                break;
            case DType.F16:
                _code.vcvtph2ps(target, __xmmword_ptr[rax + ((2 * PanelLayout.Rows * column) + (16 * half))]);
                break;
            default:
                _code.vmovups(target, __ymmword_ptr[rax + ((4 * PanelLayout.Rows * column) + (Avx2Frame.Vector * half))]);
                break;
        }
    }
}
