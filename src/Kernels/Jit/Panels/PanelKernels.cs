using System.Collections.Concurrent;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>Emitted products of a rung, each made when first asked for and kept as long as the rung. Tests run them by other means.</summary>
internal unsafe class PanelKernels(IPanelRung rung)
{
    private readonly ConcurrentDictionary<(DType Type, int Variant, int Tokens), ExecutableMemory> _made = new();

    /// <summary>Where the weights of the rung lie.</summary>
    public PanelHeap Heap { get; } = new();

    /// <summary>Whose they are.</summary>
    public IPanelRung Rung => rung;

    /// <summary>Multiplies panels with <paramref name="tokens"/> tokens, at most <see cref="IPanelRung.MaxTokens"/>.</summary>
    public virtual void Run(PanelLayout layout, int tokens, PanelCall* call) =>
        ((delegate* unmanaged<PanelCall*, void>)_made.GetOrAdd((layout.Type, layout.Variant, tokens), Make, (rung, layout)).Entry)(call);

    private static ExecutableMemory Make((DType Type, int Variant, int Tokens) key, (IPanelRung Rung, PanelLayout Layout) made) =>
        ExecutableMemory.Assemble(made.Rung.Emit(made.Layout, key.Tokens), KernelNames.Panel(key.Type, key.Variant, key.Tokens, made.Rung.Name));
}
