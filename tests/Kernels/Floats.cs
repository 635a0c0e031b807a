using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Native floats for a test.</summary>
internal sealed unsafe class Floats(int length) : IDisposable
{
    private readonly NativeBuffer _memory = new(length * sizeof(float));

    public float* Data => (float*)_memory.Data;

    public Span<float> Span => new(_memory.Data, length);

    public static Floats Random(int length, Random random, float bound = 1)
    {
        var floats = new Floats(length);
        foreach (ref float value in floats.Span)
        {
            value = bound * (float)((random.NextDouble() * 2) - 1);
        }

        return floats;
    }

    public static Floats Of(ReadOnlySpan<float> values)
    {
        var floats = new Floats(values.Length);
        values.CopyTo(floats.Span);
        return floats;
    }

    public void Dispose() => _memory.Dispose();
}
