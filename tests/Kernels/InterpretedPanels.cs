using System.Collections.Concurrent;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Tests.Interpreting;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>
/// Runs emitted products in the interpreter, each call within the memory that its <see cref="PanelCall"/> speaks of: on machines without
/// the instructions, and to find accesses out of bounds on all of them.
/// </summary>
internal sealed unsafe class InterpretedPanels(IPanelRung rung, int columns) : PanelKernels(rung), IDisposable
{
    private readonly ConcurrentDictionary<(DType Type, int Tokens), Interpreter> _routines = new();

    public override void Run(PanelLayout layout, int tokens, PanelCall* call)
    {
        var memory = new GuardedMemory();
        memory.Allow("call", call, sizeof(PanelCall));
        memory.Allow("weights", call->Weights, call->Panels * layout.PanelBytes(columns));
        long rowBytes = (long)layout.Activations.RowFloats(columns) * sizeof(float);
        memory.Allow("x", call->X, ((tokens - 1) * call->XStride) + rowBytes);
        long rows = ((call->Panels - 1) * PanelLayout.Rows) + long.PopCount(call->LastRows);
        for (int token = 0; token < tokens; token++)
        {
            memory.Allow($"y of token {token}", (byte*)call->Y + (token * call->YStride), rows * sizeof(float), writable: true);
        }

        _routines.GetOrAdd((layout.Type, tokens), _ => new Interpreter(Rung.Emit(layout, tokens))).Run(call, memory);
    }

    public void Dispose()
    {
        foreach (Interpreter routine in _routines.Values)
        {
            routine.Dispose();
        }
    }
}
