using Xinference.Kernels.Jit;
using Xinference.Kernels.Jit.Avx2;
using Xinference.Kernels.Jit.Avx512;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels;

/// <summary>The kernels to use, and why these.</summary>
/// <param name="Kernels">The rung.</param>
/// <param name="Reason">One line for people.</param>
/// <param name="Fault">What keeps a faster rung from running on this processor, for the log; null where nothing does.</param>
public sealed record KernelChoice(IKernels Kernels, string Reason, string? Fault = null);

/// <summary>The implementations of <see cref="IKernels"/>, slowest first.</summary>
public static class KernelRungs
{
    /// <summary>Environment variable that forces a rung by name.</summary>
    public const string Variable = "XINFERENCE_CPU";

    private static readonly Rung[] All =
    [
        new("reference", static () => new ReferenceKernels(), _ => true, ""),
        new("simd", static () => new SimdKernels(), _ => true, ""),
        new("avx2", static () => new Avx2Kernels(), Avx2Kernels.RunsOn, "AVX2, FMA or F16C"),
        new("avxvnni", static () => new Avx2Kernels(vnni: true), cpu => Avx2Kernels.RunsOn(cpu) && cpu.AvxVnni, "AVX-VNNI"),
        new("avx512", static () => new Avx512Kernels(), Avx512Kernels.RunsOn, "AVX-512 F, BW, VL or VNNI"),
    ];

    /// <summary>Names of the rungs, slowest first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(rung => rung.Name)];

    /// <summary>Whether this processor runs a rung of <see cref="Names"/>.</summary>
    public static bool Runs(string name) => Find(name) is { } rung && rung.RunsOn(CpuFeatures.Detect());

    /// <summary>The rung that <see cref="Variable"/> forces, else the fastest for this processor.</summary>
    /// <exception cref="ArgumentException">There is no rung of the name in the variable, or the processor does not run it.</exception>
    public static KernelChoice Select() => Select(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The rung of a name, or the fastest for this processor when <paramref name="forced"/> is null or empty.</summary>
    /// <exception cref="ArgumentException">There is no rung of that name, or the processor does not run it.</exception>
    public static KernelChoice Select(string? forced) => Select(forced, CpuFeatures.Detect(), ExecutableMemory.IsAllowed());

    /// <summary>As the other, on a processor and a system of that kind.</summary>
    /// <param name="forced">The rung asked for.</param>
    /// <param name="cpu">The processor.</param>
    /// <param name="mayEmit">Whether memory can be made executable.</param>
    /// <exception cref="ArgumentException">There is no rung of that name, or it does not run there.</exception>
    internal static KernelChoice Select(string? forced, CpuFeatures cpu, bool mayEmit)
    {
        if (FindFault(forced, cpu, mayEmit) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        if (Find(forced) is { } rung)
        {
            string remark = rung.Name == "reference" ? "; slow, for comparisons only" : "";
            return new(rung.Make(), $"{rung.Name}: forced by {Variable}{remark}");
        }

        Rung fastest = All.Last(candidate => candidate.RunsOn(cpu));
        return mayEmit || !fastest.Emits ? new(fastest.Make(), $"{fastest.Name}: the fastest rung for this processor") : WithoutCode(fastest);
    }

    /// <summary>Why no rung can be selected by this value of <see cref="Variable"/>, for people; null where one can.</summary>
    public static string? FindFault(string? forced) => FindFault(forced, CpuFeatures.Detect(), ExecutableMemory.IsAllowed());

    private static string? FindFault(string? forced, CpuFeatures cpu, bool mayEmit) => forced switch
    {
        null or "" => null,
        _ when Find(forced) is null =>
            $"{Variable}={forced}: no such kernels; choose one of {string.Join(", ", Names)}, or unset it for the fastest",
        _ when !Find(forced)!.RunsOn(cpu) =>
            $"{Variable}={forced}: this processor lacks {Find(forced)!.Needs} ({cpu}); unset it for the fastest that runs",
        _ when Find(forced)!.Emits && !mayEmit =>
            $"{Variable}={forced}: the system does not let memory be made executable; unset it for the fastest that runs",
        _ => null,
    };

    private static KernelChoice WithoutCode(Rung fastest)
    {
        Rung portable = All.Last(candidate => !candidate.Emits);
        string fault = $"the system does not let memory be made executable, so the {portable.Name} kernels run in place of {fastest.Name}";
        return new(portable.Make(), $"{portable.Name}: {fault}", fault);
    }

    private static Rung? Find(string? name) => Array.Find(All, rung => rung.Name == name);

    private sealed record Rung(string Name, Func<IKernels> Make, Func<CpuFeatures, bool> RunsOn, string Needs)
    {
        /// <summary>Whether it runs code that is emitted; only such rungs need anything of the processor.</summary>
        public bool Emits => Needs.Length > 0;
    }
}
