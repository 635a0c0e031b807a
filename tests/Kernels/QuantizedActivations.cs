using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Activations of some tokens, quantised by the reference.</summary>
internal sealed unsafe class QuantizedActivations : IDisposable
{
    private readonly NativeBuffer _memory;
    private readonly int _columns;

    public QuantizedActivations(Floats x, int tokens, int columns)
    {
        _columns = columns;
        _memory = new NativeBuffer((long)tokens * QuantizedGroup.RowBytes(columns));
        for (int token = 0; token < tokens; token++)
        {
            new ReferenceKernels().Quantize(x.Data + ((long)token * columns), Row(token), columns);
        }
    }

    public QuantizedGroup* Row(int token) => (QuantizedGroup*)(_memory.Data + ((long)token * QuantizedGroup.RowBytes(_columns)));

    /// <summary>What a group stands for, exactly.</summary>
    public double Value(int token, int column)
    {
        QuantizedGroup* group = Row(token) + (column / QuantizedGroup.Elements);
        return (double)group->Scale * group->Quants[column % QuantizedGroup.Elements];
    }

    public void Dispose() => _memory.Dispose();
}
