using Iced.Intel;
using Xinference.Tensors;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>Emits the widening of eight floats of a byte by way of half precision; E4M3 comes out 256 times too small.</summary>
internal static class Avx2SmallFloats
{
    /// <summary>All bits of a half but the upper one of its exponent, twice.</summary>
    public const uint Mask = 0xBFFFBFFF;

    /// <summary>Emits the load of eight rows at <c>rax + offset</c>.</summary>
    public static void Load(Assembler code, DType type, int offset, AssemblerRegisterYMM target, AssemblerRegisterYMM mask)
    {
        AssemblerRegisterXMM words = Lower(target);
        if (type == DType.F8E5M2)
        {
            code.vpmovzxbw(words, __qword_ptr[rax + offset]);
            code.vpsllw(words, words, 8);
        }
        else
        {
            // sign at the top and once more below it, where the mask takes it away; exponent and mantissa end below
            code.vpmovsxbw(words, __qword_ptr[rax + offset]);
            code.vpsllw(words, words, 7);
            code.vpand(words, words, Lower(mask));
        }

        code.vcvtph2ps(target, words);
    }

    private static AssemblerRegisterXMM Lower(AssemblerRegisterYMM register) => new(Register.XMM0 + ((Register)register - Register.YMM0));
}
