using Xinference.Kernels.Jit.Avx2;
using Xinference.Kernels.Jit.Avx512;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels;

/// <summary>The kernels to use, and why these.</summary>
/// <param name="Kernels">The rung.</param>
/// <param name="Reason">One line for people.</param>
public sealed record KernelChoice(IKernels Kernels, string Reason);

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
    public static KernelChoice Select(string? forced)
    {
        if (FindFault(forced) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        if (Find(forced) is { } rung)
        {
            string remark = rung.Name == "reference" ? "; slow, for comparisons only" : "";
            return new(rung.Make(), $"{rung.Name}: forced by {Variable}{remark}");
        }

        CpuFeatures cpu = CpuFeatures.Detect();
        Rung fastest = All.Last(candidate => candidate.RunsOn(cpu));
        return new(fastest.Make(), $"{fastest.Name}: the fastest rung for this processor");
    }

    /// <summary>Why no rung can be selected by this value of <see cref="Variable"/>, for people; null where one can.</summary>
    public static string? FindFault(string? forced) => forced switch
    {
        null or "" => null,
        _ when Find(forced) is null =>
            $"{Variable}={forced}: no such kernels; choose one of {string.Join(", ", Names)}, or unset it for the fastest",
        _ when !Runs(forced) =>
            $"{Variable}={forced}: this processor lacks {Find(forced)!.Needs} ({CpuFeatures.Detect()}); unset it for the fastest that runs",
        _ => null,
    };

    private static Rung? Find(string? name) => Array.Find(All, rung => rung.Name == name);

    private sealed record Rung(string Name, Func<IKernels> Make, Func<CpuFeatures, bool> RunsOn, string Needs);
}
