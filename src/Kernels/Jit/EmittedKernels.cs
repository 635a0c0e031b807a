using Xinference.Kernels.Jit.Avx2;
using Xinference.Kernels.Jit.Avx512;
using Xinference.Kernels.Jit.Panels;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit;

/// <summary>Every routine that this build can emit.</summary>
public static class EmittedKernels
{
    /// <summary>The rungs that multiply panels.</summary>
    internal static IReadOnlyList<IPanelRung> PanelRungs => [new Avx2Panels(vnni: false), new Avx2Panels(vnni: true), new Avx512Panels()];

    /// <summary>All of them, by rung, type and number of tokens.</summary>
    public static IReadOnlyList<EmittedKernel> All() => [.. PanelRungs.SelectMany(Panels)];

    /// <summary>The routine of a name, or null where there is none.</summary>
    public static EmittedKernel? Find(string name) => All().FirstOrDefault(kernel => kernel.Name == name);

    private static IEnumerable<EmittedKernel> Panels(IPanelRung rung) =>
        from type in Enum.GetValues<DType>()
        let layout = PanelLayout.For(type, ComputeMode.Auto)
        where layout is not null
        from tokens in Enumerable.Range(1, rung.MaxTokens(layout))
        select new EmittedKernel(
            KernelNames.Panel(type, layout.Variant, tokens, rung.Name), rung.Name, Describe(layout, tokens), () => rung.Emit(layout, tokens));

    private static string Describe(PanelLayout layout, int tokens) =>
        $"{layout.Type} weights × {tokens} {(tokens == 1 ? "token" : "tokens")} of "
        + (layout.Activations == ActivationFormat.Int8 ? "8-bit integers" : "floats");
}
