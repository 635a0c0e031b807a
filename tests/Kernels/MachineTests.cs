using System.Runtime.InteropServices;
using Xinference.Kernels.Ceiling;
using Xinference.Kernels.Jit;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Tests;

public sealed unsafe class MachineTests
{
    [Fact]
    public void Features_are_consistent_and_named()
    {
        CpuFeatures cpu = CpuFeatures.Detect();
        Assert.NotEmpty(cpu.Name);
        Assert.StartsWith(cpu.Name + ": ", cpu.ToString(), StringComparison.Ordinal);
        Assert.False(cpu.Avx512Vnni && !cpu.Avx512F, "VNNI needs AVX-512F");
        Assert.False(cpu.Avx2 && cpu.AdvSimd, "no processor is both");
    }

    [Theory]
    [InlineData("simd", "simd")]
    [InlineData("reference", "reference")]
    public void Rungs_are_chosen_by_name(string? forced, string expected)
    {
        KernelChoice choice = KernelRungs.Select(forced);
        Assert.Equal(expected, choice.Kernels.Name);
        Assert.StartsWith(expected, choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void The_fastest_rung_that_runs_is_the_default(string? forced)
    {
        string expected = KernelRungs.Names.Last(KernelRungs.Runs);
        Assert.Equal(expected, KernelRungs.Select(forced).Kernels.Name);
    }

    [Fact]
    public void A_rung_that_the_processor_lacks_is_refused()
    {
        Assert.SkipWhen(KernelRungs.Runs("avx512"), "this processor runs every rung");
        Assert.Contains("AVX-512", Assert.Throws<ArgumentException>(() => KernelRungs.Select("avx512")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_rung_is_refused_with_the_known_ones()
    {
        string message = Assert.Throws<ArgumentException>(() => KernelRungs.Select("sse9")).Message;
        Assert.All(KernelRungs.Names, name => Assert.Contains(name, message, StringComparison.Ordinal));
        Assert.Contains("sse9", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Emitted_code_runs()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "x86-64 code");
        var assembler = new Iced.Intel.Assembler(64);
        assembler.mov(eax, 42);
        assembler.ret();
        using ExecutableMemory code = ExecutableMemory.Assemble(assembler);
        Assert.Equal(42, ((delegate* unmanaged<int>)code.Entry)());
        code.Dispose();
        Assert.Throws<ObjectDisposedException>(() => (nint)code.Entry);
        Assert.Throws<ArgumentException>(() => new ExecutableMemory([]));
    }

    [Fact]
    public void The_ceiling_is_measured()
    {
        using var team = new ThreadTeam(2);
        MachineCeiling ceiling = MachineCeiling.Measure(team, TimeProvider.System, 1L << 20, repetitions: 1);
        Assert.Equal(2, ceiling.Threads);
        Assert.All([ceiling.ReadBandwidth, ceiling.IntegerPeak, ceiling.FloatPeak], rate => Assert.InRange(rate, 1, 1e18));
        Assert.NotEmpty(ceiling.IntegerMethod);
    }
}
