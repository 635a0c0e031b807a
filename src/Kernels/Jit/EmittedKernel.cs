using Iced.Intel;

namespace Xinference.Kernels.Jit;

/// <summary>A routine that a rung emits. It can be looked at on any machine; running it takes a processor of its rung.</summary>
public sealed class EmittedKernel
{
    private readonly Func<Assembler> _emit;

    internal EmittedKernel(string name, string rung, string purpose, Func<Assembler> emit)
    {
        (Name, Rung, Purpose) = (name, rung, purpose);
        _emit = emit;
    }

    /// <summary>Its name, such as <c>panel_q4_0_t10_avx512</c>; unique.</summary>
    public string Name { get; }

    /// <summary>The rung that runs it, see <see cref="KernelRungs.Names"/>.</summary>
    public string Rung { get; }

    /// <summary>What it computes, for people.</summary>
    public string Purpose { get; }

    /// <summary>Its machine code as it lies at address 0.</summary>
    public byte[] Assemble() => ExecutableMemory.Encode(_emit());

    /// <summary>Seconds from nothing to code that could be called: emitting, assembling, and making its pages executable.</summary>
    /// <exception cref="InvalidOperationException">The system refuses executable pages.</exception>
    public double MeasureEmission(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        long start = time.GetTimestamp();
        using var code = new ExecutableMemory(Assemble());
        return time.GetElapsedTime(start).TotalSeconds;
    }
}
