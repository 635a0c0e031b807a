using Iced.Intel;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>
/// Emits the product of panels with a few tokens. Whatever the number of tokens, each sum takes the same operations in the same order:
/// exact integer sums of a group, times its weight scales, times the token's scale added to the sum, group after group.
/// </summary>
internal sealed class PanelEmitter
{
    // far enough ahead of the loads that memory has answered, near enough to stay in the first-level cache
    private const int PrefetchDistance = 4096;
    private const int CacheLine = 64;

    private const int ScaleOffset = 32;
    private const int BiasOffset = 36;
    private const int FirstBiasOffset = 40;
    private const int ScaledSumOffset = 44;

    private readonly Assembler _code = new(64);
    private readonly PanelLoop _loop;
    private readonly PanelFormat _format;
    private readonly PanelRegisters _zmm;
    private readonly int _tokens;

    private PanelEmitter(PanelFormat format, int tokens)
    {
        _format = format;
        _tokens = tokens;
        _zmm = new(format, tokens);
        _loop = new(_code, tokens);
    }

    /// <summary>The routine, not yet assembled; called with a pointer to a <see cref="PanelCall"/>.</summary>
    public static Assembler Emit(PanelFormat format, int tokens)
    {
        var emitter = new PanelEmitter(format, tokens);
        emitter.Routine();
        return emitter._code;
    }

    private void Routine()
    {
        PanelFrame.Enter(_code);
        Constants();
        _loop.Emit(() => Avx512Panels.Clear(_code, _zmm.Sums), Block, () => Avx512Panels.Store(_code, _loop, _tokens, token => _zmm.Sums[token]));
        PanelFrame.Leave(_code);
    }

    private void Constants()
    {
        if (_format.Bits < 8)
        {
            Broadcast(_zmm.LowMask, _format.LowMask);
        }

        if (_format.UpperBits > 0)
        {
            Broadcast(_zmm.HighMask, _format.HighMask);
        }

        if (_format.Scales == PanelScales.Exponent)
        {
            Broadcast(_zmm.SmallestPower, PanelFormat.SmallestPower);
            Broadcast(_zmm.OneHalf, PanelFormat.OneHalf);
        }

        if (_format.Codebook is { } table)
        {
            _code.mov(rax, BitConverter.ToUInt64(table, 8));
            _code.push(rax);
            _code.mov(rax, BitConverter.ToUInt64(table, 0));
            _code.push(rax);
            _code.vbroadcasti32x4(_zmm.Table, __xmmword_ptr[rsp]);
            _code.add(rsp, 16);
        }
    }

    private void Broadcast(AssemblerRegisterZMM register, uint value)
    {
        _code.mov(eax, value);
        _code.vpbroadcastd(register, eax);
    }

    private void Block()
    {
        if (!_format.IsSuper)
        {
            Group();
            return;
        }

        LoadSuper();
        _code.add(rax, _format.SuperBytes);
        _code.mov(esi, _format.BlockGroups);
        Label group = _code.CreateLabel();
        _code.Label(ref group);
        Group();
        _code.dec(esi);
        _code.jnz(group);
    }

    private void LoadSuper()
    {
        if (_format.HasFloats)
        {
            _code.vmovups(_zmm.SuperScale, __zmmword_ptr[rax]);
            if (_format.Scales == PanelScales.FloatAndZero)
            {
                _code.vpmovzxbd(_zmm.SuperMinimum, __xmmword_ptr[rax + (sizeof(float) * PanelLayout.Rows)]);
                _code.vcvtdq2ps(_zmm.SuperMinimum, _zmm.SuperMinimum);
            }

            return;
        }

        _code.vcvtph2ps(_zmm.SuperScale, __ymmword_ptr[rax]);
        if (_format.HasSuperMinimum)
        {
            _code.vcvtph2ps(_zmm.SuperMinimum, __ymmword_ptr[rax + 32]);
        }
    }

    private void Group()
    {
        for (int ahead = 0; ahead < _format.GroupBytes; ahead += CacheLine)
        {
            _code.prefetcht0(__[rax + PrefetchDistance + ahead]);
        }

        new PanelUnpack(_code, _format, _zmm).Emit();
        if (_format.HasHalves)
        {
            Products(0, 4, _zmm.Scale);
            Products(4, 4, _zmm.Second);
        }
        else
        {
            Products(0, 8, _format.HasFloats ? _zmm.SuperScale : _zmm.Scale);
        }

        _loop.Advance(_format.GroupBytes, QuantizedGroup.Bytes);
    }

    /// <summary>Adds the products of some words of the group to the sums, in as few passes as the registers allow.</summary>
    private void Products(int firstWord, int words, AssemblerRegisterZMM scale)
    {
        int passes = (_tokens + _zmm.Products.Length - 1) / _zmm.Products.Length;
        int tokensOfPass = (_tokens + passes - 1) / passes;
        for (int first = 0; first < _tokens; first += tokensOfPass)
        {
            int end = Math.Min(_tokens, first + tokensOfPass);
            for (int token = first; token < end; token++)
            {
                StartProduct(_zmm.Products[token - first], token, firstWord, words);
            }

            for (int word = firstWord; word < firstWord + words; word++)
            {
                for (int token = first; token < end; token++)
                {
                    _code.vpdpbusd(_zmm.Products[token - first], _zmm.Codes[word], __dword_bcst[PanelLoop.Token(token, 4 * word)]);
                }
            }

            for (int token = first; token < end; token++)
            {
                FinishProduct(_zmm.Products[token - first], token, firstWord, scale);
            }
        }
    }

    private void StartProduct(AssemblerRegisterZMM product, int token, int firstWord, int words)
    {
        if (_format.HasMinimum)
        {
            _code.vpxord(product, product, product);
            return;
        }

        LoadBias(product, token, firstWord, words);
    }

    /// <summary>What a zero point subtracts for all words, or for four of them.</summary>
    private void LoadBias(AssemblerRegisterZMM target, int token, int firstWord, int words)
    {
        bool firstHalf = words == 4 && firstWord == 0;
        _code.vpbroadcastd(target, __dword_ptr[PanelLoop.Token(token, firstHalf ? FirstBiasOffset : BiasOffset)]);
        if (words == 4 && firstWord == 4)
        {
            _code.vpsubd(target, target, __dword_bcst[PanelLoop.Token(token, FirstBiasOffset)]);
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

    private void FinishProduct(AssemblerRegisterZMM product, int token, int firstWord, AssemblerRegisterZMM scale)
    {
        _code.vcvtdq2ps(product, product);
        if (_format.Scales == PanelScales.FloatAndZero)
        {
            // whole numbers below 2²⁴: exact
            LoadBias(_zmm.Bias, token, 0, 8);
            _code.vcvtdq2ps(_zmm.Bias, _zmm.Bias);
            _code.vfmadd231ps(product, _zmm.Bias, _zmm.SuperMinimum);
        }

        _code.vmulps(product, product, scale);
        if (_format.Scales == PanelScales.SuperNibbles)
        {
            LoadBias(_zmm.Bias, token, firstWord, 4);
            _code.vcvtdq2ps(_zmm.Bias, _zmm.Bias);
            _code.vfmadd231ps(product, _zmm.Bias, firstWord == 0 ? _zmm.Minimum : _zmm.SecondMinimum);
        }

        _code.vfmadd231ps(_zmm.Sums[token], product, __dword_bcst[PanelLoop.Token(token, ScaleOffset)]);
        if (_format.Scales == PanelScales.HalfAndMinimum)
        {
            _code.vfmadd231ps(_zmm.Sums[token], _zmm.Second, __dword_bcst[PanelLoop.Token(token, ScaledSumOffset)]);
        }
        else if (_format.Scales == PanelScales.SuperAndMinimum)
        {
            _code.vfnmadd231ps(_zmm.Sums[token], _zmm.Second, __dword_bcst[PanelLoop.Token(token, ScaledSumOffset)]);
        }
    }
}
