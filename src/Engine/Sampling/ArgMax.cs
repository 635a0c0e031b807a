using System.Numerics;
using System.Numerics.Tensors;

namespace Xinference.Engine.Sampling;

/// <summary>The highest logit's id, the lowest among equals (0 and -0 are equal).</summary>
internal static class ArgMax
{
    public static int Of(ReadOnlySpan<float> logits)
    {
        float max = TensorPrimitives.Max(logits);
        Vector<float> wanted = new(max);
        int i = 0;
        while (i <= logits.Length - Vector<float>.Count && !Vector.EqualsAny(new Vector<float>(logits[i..]), wanted))
        {
            i += Vector<float>.Count;
        }

        while (logits[i] != max)
        {
            i++;
        }

        return i;
    }
}
