using System.Collections.Concurrent;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>Emitted products of a rung, each made when first asked for and kept as long as the rung.</summary>
internal sealed unsafe class PanelKernels(IPanelRung rung)
{
    private readonly ConcurrentDictionary<(DType Type, int Tokens), ExecutableMemory> _made = new();

    /// <summary>Whose they are.</summary>
    public IPanelRung Rung => rung;

    /// <summary>The product of panels with <paramref name="tokens"/> tokens, at most <see cref="IPanelRung.MaxTokens"/>.</summary>
    public delegate* unmanaged<PanelCall*, void> Get(PanelLayout layout, int tokens) =>
        (delegate* unmanaged<PanelCall*, void>)_made.GetOrAdd(
            (layout.Type, tokens),
            static (key, made) => ExecutableMemory.Assemble(made.Rung.Emit(made.Layout, key.Tokens)),
            (Rung: rung, Layout: layout)).Entry;
}
