using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Iced.Intel;
using Xinference.Kernels.Jit;
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
    public static IntegerLoop Create(CpuFeatures cpu) =>
        cpu.Avx512Vnni && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? new VnniLoop() : new PortableLoop();

    public abstract void Run(int chunk, int thread);

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary><c>vpdpbusd</c> on 512 bits, 20 independent sums; 64 products and 64 additions each.</summary>
    private sealed unsafe class VnniLoop : IntegerLoop
    {
        private const int Sums = 20;
        private readonly ExecutableMemory _code = Emit();

        public override string Method => "vpdpbusd zmm";

        public override double Operations => (double)Rounds * Sums * 128;

        // both calling conventions agree on nothing but the absence of arguments, so the count is part of the code
        public override void Run(int chunk, int thread) => ((delegate* unmanaged<void>)_code.Entry)();

        public override void Dispose()
        {
            _code.Dispose();
            base.Dispose();
        }

        /// <summary>Uses zmm0…5 and zmm16…31, the last two as factors: no calling convention asks to keep them.</summary>
        private static ExecutableMemory Emit()
        {
            AssemblerRegisterZMM[] sums =
            [
                zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm16, zmm17, zmm18, zmm19, zmm20, zmm21,
                zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31,
            ];
            var code = new Assembler(64);
            foreach (AssemblerRegisterZMM sum in sums)
            {
                code.vpxord(sum, sum, sum);
            }

            code.mov(eax, Rounds);
            Label loop = code.CreateLabel();
            code.Label(ref loop);
            foreach (AssemblerRegisterZMM sum in sums.AsSpan(0, Sums))
            {
                code.vpdpbusd(sum, zmm30, zmm31);
            }

            code.dec(eax);
            code.jnz(loop);
            code.vzeroupper();
            code.ret();
            return ExecutableMemory.Assemble(code);
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
