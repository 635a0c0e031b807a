using System.Collections.Concurrent;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Emitted products, each made when first asked for and kept as long as the rung that made it.</summary>
internal unsafe class PanelKernels
{
    /// <summary>The rung that the routines are emitted for.</summary>
    public const string Rung = "avx512";

    private readonly ConcurrentDictionary<(DType Type, int Tokens), ExecutableMemory> _made = new();

    /// <summary>Multiplies panels with <paramref name="tokens"/> tokens, 1…<see cref="PanelLayout.MaxTokens"/>. Tests run the routine by other means.</summary>
    public virtual void Run(PanelLayout layout, int tokens, PanelCall* call) =>
        ((delegate* unmanaged<PanelCall*, void>)_made.GetOrAdd((layout.Type, tokens), Make, layout).Entry)(call);

    private static ExecutableMemory Make((DType Type, int Tokens) key, PanelLayout layout) =>
        ExecutableMemory.Assemble(layout.Emit(key.Tokens), KernelNames.Panel(key.Type, key.Tokens, Rung));
}
