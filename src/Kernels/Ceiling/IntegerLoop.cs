using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Iced.Intel;
using Xinference.Kernels.Jit;
using Xinference.Kernels.Jit.Panels;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Ceiling;

/// <summary>8-bit dot products in registers.</summary>
internal abstract class IntegerLoop : IParallelWork, IDisposable
{
    protected const int Rounds = 1 << 16;

    /// <summary>The instruction that is timed.</summary>
    public abstract string Method { get; }

    /// <summary>8-bit multiplications and additions of one chunk.</summary>
    public abstract double Operations { get; }

    /// <summary>The fastest loop that the processor runs.</summary>
    public static IntegerLoop Create(CpuFeatures cpu) => RuntimeInformation.ProcessArchitecture != Architecture.X64 ? new PortableLoop() : cpu switch
    {
        { Avx512Vnni: true } => new EmittedLoop("vpdpbusd zmm", 128, EmitVnni512),
        { AvxVnni: true } => new EmittedLoop("vpdpbusd ymm", 64, EmitVnni256),
        { Avx2: true } => new EmittedLoop("vpmaddubsw + vpmaddwd + vpaddd ymm", 64, EmitAvx2),
        _ => new PortableLoop(),
    };

    public abstract void Run(int chunk, int thread);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary><c>vpdpbusd</c> on 512 bits: 64 products and as many additions each.</summary>
    private static int EmitVnni512(Assembler code)
    {
        // no calling convention asks to keep these
        AssemblerRegisterZMM[] sums =
        [
            zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm16, zmm17, zmm18, zmm19,
            zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29,
        ];
        foreach (AssemblerRegisterZMM sum in sums)
        {
            code.vpdpbusd(sum, zmm30, zmm31);
        }

        return sums.Length;
    }

    /// <summary><c>vpdpbusd</c> on 256 bits.</summary>
    private static int EmitVnni256(Assembler code)
    {
        AssemblerRegisterYMM[] sums = [ymm0, ymm1, ymm2, ymm3, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13];
        foreach (AssemblerRegisterYMM sum in sums)
        {
            code.vex.vpdpbusd(sum, ymm4, ymm5);
        }

        return sums.Length;
    }

    /// <summary>What stands for <c>vpdpbusd</c> where there is none: the same sums of four products in 32 bits.</summary>
    private static int EmitAvx2(Assembler code)
    {
        AssemblerRegisterYMM[] sums = [ymm0, ymm1, ymm2, ymm3, ymm6, ymm7];
        AssemblerRegisterYMM[] products = [ymm8, ymm9, ymm10, ymm11, ymm12, ymm13];
        foreach ((AssemblerRegisterYMM sum, AssemblerRegisterYMM product) in sums.Zip(products))
        {
            code.vpmaddubsw(product, ymm4, ymm5);
            code.vpmaddwd(product, product, ymm14);
            code.vpaddd(sum, sum, product);
        }

        return sums.Length;
    }

    /// <summary>Dot products over and over in registers; the values in them do not matter, their number does.</summary>
    private sealed unsafe class EmittedLoop : IntegerLoop
    {
        private readonly ExecutableMemory _code;
        private readonly string _method;
        private readonly int _products;

        /// <param name="method">The instructions, for people.</param>
        /// <param name="operations">Multiplications and additions of one product.</param>
        /// <param name="body">Emits independent products and says how many.</param>
        public EmittedLoop(string method, int operations, Func<Assembler, int> body)
        {
            var code = new Assembler(64);
            PanelFrame.Enter(code);
            code.mov(eax, Rounds);
            Label loop = code.CreateLabel();
            code.Label(ref loop);
            _products = operations * body(code);
            code.dec(eax);
            code.jnz(loop);
            PanelFrame.Leave(code);
            _method = method;
            _code = ExecutableMemory.Assemble(code);
        }

        public override string Method => _method;

        public override double Operations => (double)Rounds * _products;

        public override void Run(int chunk, int thread) => ((delegate* unmanaged<void*, void>)_code.Entry)(null);

        public override void Dispose()
        {
            _code.Dispose();
            base.Dispose();
        }
    }

    /// <summary>16-bit products added in pairs, as far as portable vectors go; an estimate of the peak from below.</summary>
    private sealed class PortableLoop : IntegerLoop
    {
        private const int Chains = 8;
        private int _sink;

        public override string Method => "portable 16-bit products";

        public override double Operations => (double)Rounds * Chains * Vector256<short>.Count * 2;

        public override void Run(int chunk, int thread)
        {
            Vector256<short> x = Vector256.Create((short)(thread + 3));
            Vector256<short> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
            for (int round = 0; round < Rounds; round++)
            {
                a = (a * x) + x;
                b = (b * x) + x;
                c = (c * x) + x;
                d = (d * x) + x;
                e = (e * x) + x;
                f = (f * x) + x;
                g = (g * x) + x;
                h = (h * x) + x;
            }

            Volatile.Write(ref _sink, Vector256.Sum(a + b + c + d + e + f + g + h)); // keeps the loop from being dropped
        }
    }
}
