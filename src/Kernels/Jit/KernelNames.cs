using Xinference.Tensors;

namespace Xinference.Kernels.Jit;

/// <summary>What emitted routines are called, in listings, in dumps and in <c>perf</c>.</summary>
internal static class KernelNames
{
    /// <summary>
    /// The product of weights of a type with a number of tokens: <c>panel_q4_0_t10_avx512</c>; layouts of a type that differ are told apart by
    /// <see cref="Panels.PanelLayout.Variant"/>.
    /// </summary>
    public static string Panel(DType type, int variant, int tokens, string rung) =>
        $"panel_{type.ToString().ToLowerInvariant()}{(variant == 0 ? "" : $"_v{variant}")}_t{tokens}_{rung}";
}
