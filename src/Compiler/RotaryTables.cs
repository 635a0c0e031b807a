using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;

namespace Xinference.Compiler;

/// <summary>Rotary frequencies of a model's layers, with the divisors that its file brings.</summary>
internal sealed unsafe class RotaryTables(DecoderSpec spec, DecoderWeights weights, IKernels kernels, int contextLength)
{
    /// <summary>The frequencies of layers that rotate like this. A file's divisors belong to the layers without a window.</summary>
    public RopeFrequencies Of(RopeSpec rope) => RopeFrequencies.Of(rope, rope == spec.Rope ? Factors(rope) : [], contextLength);

    private float[] Factors(RopeSpec rope)
    {
        bool beyond = rope.Scaling is RopeScaling.LongRope longRope && contextLength > longRope.OriginalContextLength;
        if ((beyond ? weights.LongRopeFactors : weights.RopeFactors) is not { } view)
        {
            return [];
        }

        var factors = new float[view.Columns];
        fixed (float* first = factors)
        {
            kernels.ReadRow(view, 0, first);
        }

        return factors;
    }
}
