using System.Collections.Concurrent;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Emitted products, each made when first asked for and kept as long as the rung that made it.</summary>
internal sealed unsafe class PanelKernels
{
    private readonly ConcurrentDictionary<(DType Type, int Tokens), ExecutableMemory> _made = new();

    /// <summary>The product of panels with <paramref name="tokens"/> tokens, 1…<see cref="PanelLayout.MaxTokens"/>.</summary>
    public delegate* unmanaged<PanelCall*, void> Get(PanelLayout layout, int tokens) =>
        (delegate* unmanaged<PanelCall*, void>)_made.GetOrAdd(
            (layout.Type, tokens), static (key, layout) => ExecutableMemory.Assemble(layout.Emit(key.Tokens)), layout).Entry;
}
