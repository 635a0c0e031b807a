using Xinference.Kernels.Ceiling;
using Xinference.Kernels.Jit.Avx512;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit;

/// <summary>Every routine that this build can emit.</summary>
public static class EmittedKernels
{
    /// <summary>All of them, by rung, type and number of tokens.</summary>
    public static IReadOnlyList<EmittedKernel> All() => [.. Panels(), IntegerLoop.Routine];

    /// <summary>The routine of a name, or null where there is none.</summary>
    public static EmittedKernel? Find(string name) => All().FirstOrDefault(kernel => kernel.Name == name);

    private static IEnumerable<EmittedKernel> Panels() =>
        from type in Enum.GetValues<DType>()
        let layout = PanelLayout.For(type, ComputeMode.Auto)
        where layout is not null
        from tokens in Enumerable.Range(1, PanelLayout.MaxTokens)
        select new EmittedKernel(
            KernelNames.Panel(type, tokens, PanelKernels.Rung),
            PanelKernels.Rung,
            $"{type} weights × {tokens} {(tokens == 1 ? "token" : "tokens")} of {(layout.Activations == ActivationFormat.Int8 ? "8-bit integers" : "floats")}",
            () => layout.Emit(tokens));
}
