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

    /// <summary>Names of the rungs, slowest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["reference", "simd", "avx512"];

    /// <summary>Whether this processor runs a rung of <see cref="Names"/>.</summary>
    public static bool Runs(string name) => name != "avx512" || Avx512Kernels.RunsOn(CpuFeatures.Detect());

    /// <summary>The rung that <see cref="Variable"/> forces, else the fastest for this processor.</summary>
    /// <exception cref="ArgumentException">There is no rung of the name in the variable, or the processor does not run it.</exception>
    public static KernelChoice Select() => Select(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The rung of a name, or the fastest for this processor when <paramref name="forced"/> is null or empty.</summary>
    /// <exception cref="ArgumentException">There is no rung of that name, or the processor does not run it.</exception>
    public static KernelChoice Select(string? forced) => FindFault(forced) is { } fault ? throw new ArgumentException(fault) : forced switch
    {
        null or "" => Fastest(),
        "reference" => new(new ReferenceKernels(), $"reference: forced by {Variable}; slow, for comparisons only"),
        "simd" => new(new SimdKernels(), $"simd: forced by {Variable}"),
        _ => new(new Avx512Kernels(), $"avx512: forced by {Variable}"),
    };

    /// <summary>Why no rung can be selected by this value of <see cref="Variable"/>, for people; null where one can.</summary>
    public static string? FindFault(string? forced) => forced switch
    {
        null or "" => null,
        _ when !Names.Contains(forced) =>
            $"{Variable}={forced}: no such kernels; choose one of {string.Join(", ", Names)}, or unset it for the fastest",
        _ when !Runs(forced) =>
            $"{Variable}={forced}: this processor lacks AVX-512 F, BW, VL or VNNI ({CpuFeatures.Detect()}); unset it for the fastest that runs",
        _ => null,
    };

    private static KernelChoice Fastest() => Runs("avx512")
        ? new(new Avx512Kernels(), "avx512: the fastest rung for this processor")
        : new(new SimdKernels(), "simd: the fastest rung for this processor");
}
