using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>
/// Emits the product of integer panels with a few tokens, eight rows after the other. Whatever the number of tokens, each sum takes the same
/// operations in the same order: exact integer sums of a group, times its weight scales, times the token's scale added to the sum.
/// </summary>
internal sealed class Avx2IntegerEmitter
{
    private const int PrefetchDistance = 4096;
    private const int CacheLine = 64;
    private const int WordsOfGroup = 8;

    private const int ScaleOffset = 32;
    private const int BiasOffset = 36;
    private const int FirstBiasOffset = 40;
    private const int ScaledSumOffset = 44;

    private readonly Assembler _code = new(64);
    private readonly PanelFormat _format;
    private readonly Avx2Dot _dot;
    private readonly Avx2Registers _ymm;
    private readonly Avx2Frame _frame;
    private readonly Avx2Codes _codes;
    private readonly Avx2Scales _scales;
    private readonly Avx2Store _store;
    private readonly PanelLoop _loop;
    private readonly AssemblerMemoryOperand _ones;
    private readonly AssemblerMemoryOperand[][] _sums;
    private readonly int _tokens;

    private Avx2IntegerEmitter(PanelFormat format, Avx2Dot dot, int tokens)
    {
        (_format, _dot, _tokens) = (format, dot, tokens);
        _ymm = new(dot, tokens);
        _loop = new(_code, tokens);
        _frame = new(_code);
        _codes = new(_code, format, dot, _frame);
        _scales = new(_code, format, _frame);
        _store = new(_code, _loop, _frame);
        _ones = dot.NeedsOnes ? _frame.Constant(0x00010001) : default;
        _sums = [_frame.Slots(tokens), _frame.Slots(tokens)];
    }

    /// <summary>Most tokens of a routine.</summary>
    public static int MaxTokens(PanelFormat format, bool vnni) => Math.Min(12, new Avx2Registers(new(format, vnni), 0).Free);

    /// <summary>The routine, not yet assembled; called with a pointer to a <see cref="PanelCall"/>.</summary>
    /// <param name="format">How the weights lie.</param>
    /// <param name="tokens">1…<see cref="MaxTokens"/>.</param>
    /// <param name="vnni">Whether <c>vpdpbusd</c> may be used.</param>
    public static Assembler Emit(PanelFormat format, int tokens, bool vnni)
    {
        var emitter = new Avx2IntegerEmitter(format, new(format, vnni), tokens);
        emitter.Routine();
        return emitter._code;
    }

    private void Routine()
    {
        _frame.Enter();
        _codes.LoadMask(_ymm);
        if (_dot.NeedsOnes)
        {
            _code.vmovdqa(_ymm.Ones, _ones);
        }

        _loop.Emit(Clear, Block, () => _store.Emit(_tokens, _ymm.Codes[0], LoadSum));
        _frame.Leave();
    }

    private void Clear()
    {
        _code.vpxor(_ymm.X, _ymm.X, _ymm.X);
        foreach (AssemblerMemoryOperand sum in _sums.SelectMany(half => half))
        {
            _code.vmovaps(sum, _ymm.X);
        }
    }

    private AssemblerRegisterYMM LoadSum(int half, int token)
    {
        _code.vmovaps(_ymm.X, _sums[half][token]);
        return _ymm.X;
    }

    private void Block()
    {
        if (!_format.IsSuper)
        {
            Group();
            return;
        }

        _scales.LoadSuper(_ymm.X);
        _code.add(rax, _format.SuperBytes);
        _code.mov(esi, _format.BlockGroups);
        Label group = _code.CreateLabel();
        _code.Label(ref group);
        Group();
        _code.dec(esi);
        _code.jnz(group);
    }

    private void Group()
    {
        for (int ahead = 0; ahead < _format.GroupBytes; ahead += CacheLine)
        {
            _code.prefetcht0(__[rax + PrefetchDistance + ahead]);
        }

        for (int half = 0; half < Avx2Store.Halves; half++)
        {
            int parts = _format.HasHalves ? 2 : 1;
            for (int part = 0; part < parts; part++)
            {
                if (_format.HasMinimum && !_format.HasFloats)
                {
                    _scales.LoadMinimum(half, part, _ymm.X);
                }

                Part(half, part, WordsOfGroup / parts);
            }
        }

        _loop.Advance(_format.GroupBytes, QuantizedGroup.Bytes);
    }

    /// <summary>Words that share their scales.</summary>
    private void Part(int half, int part, int words)
    {
        bool whole = words == WordsOfGroup;
        if (_dot.Method == Avx2Method.Vnni)
        {
            StartSums(part, whole);
        }

        for (int word = 0; word < words; word += _dot.CodesAtOnce)
        {
            Products(half, (part * words) + word, isFirst: word == 0);
        }

        if (_dot.Method != Avx2Method.Vnni)
        {
            CompleteSums(part, whole);
        }

        _scales.Load(half, part, _ymm.Codes[0]);
        for (int token = 0; token < _tokens; token++)
        {
            AddScaled(_ymm.Sums[token], half, token, part);
        }
    }

    private void Products(int half, int word, bool isFirst)
    {
        for (int i = 0; i < _dot.CodesAtOnce; i++)
        {
            AssemblerRegisterYMM work = _dot.Method == Avx2Method.Chunks ? _ymm.X : _ymm.Codes[^1];
            _codes.Emit(half, word + i, _ymm.Codes[i], work, _ymm);
        }

        for (int token = 0; token < _tokens; token++)
        {
            Product(_ymm.Sums[token], token, word, isFirst);
        }
    }

    private void Product(AssemblerRegisterYMM sum, int token, int word, bool isFirst)
    {
        Broadcast(_ymm.X, token, 4 * word);
        switch (_dot.Method)
        {
            case Avx2Method.Vnni:
                _code.vex.vpdpbusd(sum, _ymm.Codes[0], _ymm.X);
                return;
            case Avx2Method.Words16:
                Words(sum, _ymm.Codes[0], isFirst);
                return;
            case Avx2Method.SignedWords16:
                _code.vpsignb(_ymm.X, _ymm.X, _ymm.Codes[0]);
                Words(sum, _ymm.Codes[1], isFirst);
                return;
            case Avx2Method.Signed:
                _code.vpsignb(_ymm.X, _ymm.X, _ymm.Codes[0]);
                _code.vpmaddubsw(_ymm.X, _ymm.Codes[1], _ymm.X);
                break;
            default:
                Chunk(token, word);
                break;
        }

        _code.vpmaddwd(isFirst ? sum : _ymm.X, _ymm.X, _ymm.Ones);
        if (!isFirst)
        {
            _code.vpaddd(sum, sum, _ymm.X);
        }
    }

    private void Words(AssemblerRegisterYMM sum, AssemblerRegisterYMM codes, bool isFirst)
    {
        _code.vpmaddubsw(isFirst ? sum : _ymm.X, codes, _ymm.X);
        if (!isFirst)
        {
            _code.vpaddw(sum, sum, _ymm.X);
        }
    }

    private void Chunk(int token, int word)
    {
        _code.vpmaddubsw(_ymm.X, _ymm.Codes[0], _ymm.X);
        for (int i = 1; i < _dot.CodesAtOnce; i++)
        {
            Broadcast(_ymm.X2, token, 4 * (word + i));
            _code.vpmaddubsw(_ymm.X2, _ymm.Codes[i], _ymm.X2);
            _code.vpaddw(_ymm.X, _ymm.X, _ymm.X2);
        }
    }

    /// <summary>Sums that begin with what the zero point subtracts.</summary>
    private void StartSums(int part, bool whole)
    {
        for (int token = 0; token < _tokens; token++)
        {
            AssemblerRegisterYMM sum = _ymm.Sums[token];
            if (_format.HasMinimum)
            {
                _code.vpxor(sum, sum, sum);
            }
            else
            {
                LoadBias(sum, _ymm.X, token, part, whole);
            }
        }
    }

    /// <summary>Widens 16-bit sums and adds what the zero point subtracts.</summary>
    private void CompleteSums(int part, bool whole)
    {
        for (int token = 0; token < _tokens; token++)
        {
            AssemblerRegisterYMM sum = _ymm.Sums[token];
            if (_dot.HasWords16)
            {
                _code.vpmaddwd(sum, sum, _ymm.Ones);
            }

            if (!_format.HasMinimum && !_dot.IsSigned)
            {
                LoadBias(_ymm.X, _ymm.Codes[0], token, part, whole);
                _code.vpaddd(sum, sum, _ymm.X);
            }
        }
    }

    private void LoadBias(AssemblerRegisterYMM target, AssemblerRegisterYMM work, int token, int part, bool whole)
    {
        Broadcast(target, token, whole || part == 1 ? BiasOffset : FirstBiasOffset);
        if (part == 1)
        {
            Broadcast(work, token, FirstBiasOffset);
            _code.vpsubd(target, target, work);
        }

        if (_format.BiasShift > 0)
        {
            _code.vpslld(target, target, (byte)_format.BiasShift);
        }
        else if (_format.BiasShift < 0)
        {
            _code.vpsrad(target, target, (byte)-_format.BiasShift);
        }
    }

    private void AddScaled(AssemblerRegisterYMM sum, int half, int token, int part)
    {
        _code.vcvtdq2ps(sum, sum);
        if (_format.Scales == PanelScales.FloatAndZero)
        {
            // whole numbers below 2²⁴: exact
            LoadBias(_ymm.X, default, token, 0, whole: true);
            _code.vcvtdq2ps(_ymm.X, _ymm.X);
            _code.vfmadd231ps(sum, _ymm.X, _scales.Zeros[half]);
        }

        _code.vmulps(sum, sum, _ymm.Codes[0]);
        if (_format.Scales == PanelScales.SuperNibbles)
        {
            LoadBias(_ymm.X, _ymm.Codes[1], token, part, whole: false);
            _code.vcvtdq2ps(_ymm.X, _ymm.X);
            _code.vfmadd231ps(sum, _ymm.X, _scales.Minimum);
        }

        Broadcast(_ymm.X, token, ScaleOffset);
        _code.vfmadd213ps(sum, _ymm.X, _sums[half][token]);
        if (_format.Scales == PanelScales.HalfAndMinimum)
        {
            Broadcast(_ymm.X, token, ScaledSumOffset);
            _code.vfmadd231ps(sum, _ymm.X, _scales.Minimum);
        }
        else if (_format.Scales == PanelScales.SuperAndMinimum)
        {
            Broadcast(_ymm.X, token, ScaledSumOffset);
            _code.vfnmadd231ps(sum, _ymm.X, _scales.Minimum);
        }

        _code.vmovaps(_sums[half][token], sum);
    }

    private void Broadcast(AssemblerRegisterYMM target, int token, int offset) =>
        _code.vpbroadcastd(target, __dword_ptr[PanelLoop.Token(token, offset)]);
}
