using System.Collections.Concurrent;
using Iced.Intel;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Emitted products, each made when first asked for and kept as long as the rung that made it.</summary>
internal sealed unsafe class PanelKernels
{
    private readonly ConcurrentDictionary<(DType Type, int Tokens), ExecutableMemory> _made = new();

    /// <summary>The product of panels of a type with <paramref name="tokens"/> tokens, 1…<see cref="PanelEmitter.MaxTokens"/>.</summary>
    public delegate* unmanaged<PanelCall*, void> Get(DType type, int tokens) =>
        (delegate* unmanaged<PanelCall*, void>)_made.GetOrAdd((type, tokens), static key => Make(key.Type, key.Tokens)).Entry;

    private static ExecutableMemory Make(DType type, int tokens)
    {
        PanelFormat format = PanelFormat.For(type)
            ?? throw new NotSupportedException($"no panel layout for {type}");
        Assembler code = PanelEmitter.Emit(format, tokens);
        return ExecutableMemory.Assemble(code);
    }
}
