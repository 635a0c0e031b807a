using Xinference.Kernels.Jit;

namespace Xinference.Kernels.Tests;

/// <summary>The catalogue of emitted routines, and what happens where nothing may be emitted.</summary>
public sealed class EmittedKernelTests
{
    [Fact]
    public void Names_are_unique_and_say_rung_type_and_tokens()
    {
        IReadOnlyList<EmittedKernel> all = EmittedKernels.All();
        Assert.Equal(all.Count, all.Select(kernel => kernel.Name).Distinct().Count());
        Assert.All(all, kernel => Assert.EndsWith($"_{kernel.Rung}", kernel.Name, StringComparison.Ordinal));
        Assert.All(all, kernel => Assert.Contains(kernel.Rung, KernelRungs.Names));
        Assert.Contains(all, kernel => kernel.Name == "panel_q4_0_t10_avx512");
        Assert.Equal("panel_f32_t1_avx2", EmittedKernels.Find("panel_f32_t1_avx2")!.Name);
        Assert.Null(EmittedKernels.Find("panel_q4_0_t99_avx2"));
    }

    [Fact]
    public void Every_kernel_can_be_disassembled_to_its_last_byte()
    {
        foreach (EmittedKernel kernel in EmittedKernels.All())
        {
            byte[] code = kernel.Assemble();
            IReadOnlyList<CodeLine> lines = Disassembly.Of(code);
            Assert.Equal(code, lines.SelectMany(line => line.Bytes.ToArray()));
            Assert.Equal("ret", lines[^1].Text);
            Assert.DoesNotContain(lines, line => line.Text.Contains("(bad)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_dump_names_registers_and_memory()
    {
        IEnumerable<string> texts = Disassembly.Of(EmittedKernels.Find("panel_q4_0_t3_avx512")!.Assemble()).Select(line => line.Text);
        Assert.Contains(texts, text => text.StartsWith("vpdpbusd zmm", StringComparison.Ordinal) && text.Contains("{1to16}", StringComparison.Ordinal));
    }

    [Fact]
    public void Emission_is_timed()
    {
        Assert.SkipUnless(ExecutableMemory.IsAllowed(), "this system does not let memory be made executable");
        Assert.InRange(EmittedKernels.All()[0].MeasureEmission(TimeProvider.System), 1e-9, 10);
    }

    [Fact]
    public void Without_executable_memory_the_portable_rung_runs_and_says_why()
    {
        CpuFeatures cpu = CpuFeatures.Detect();
        string fastest = KernelRungs.Names.Last(KernelRungs.Runs);
        Assert.SkipWhen(fastest == "simd", "this processor runs no rung that is emitted");
        KernelChoice choice = KernelRungs.Select(null, cpu, mayEmit: false);
        Assert.Equal("simd", choice.Kernels.Name);
        Assert.Contains("executable", choice.Fault, StringComparison.Ordinal);
        Assert.Contains(fastest, choice.Fault, StringComparison.Ordinal);
        Assert.Contains(choice.Fault!, choice.Reason, StringComparison.Ordinal);
        string refusal = Assert.Throws<ArgumentException>(() => KernelRungs.Select(fastest, cpu, mayEmit: false)).Message;
        Assert.Contains("executable", refusal, StringComparison.Ordinal);
        Assert.Null(KernelRungs.Select(null, cpu, mayEmit: true).Fault);
        Assert.Equal("reference", KernelRungs.Select("reference", cpu, mayEmit: false).Kernels.Name);
    }
}
