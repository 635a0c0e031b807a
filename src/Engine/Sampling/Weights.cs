using System.Numerics.Tensors;

namespace Xinference.Engine.Sampling;

/// <summary>Softmax without the division: the most likely token weighs 1.</summary>
internal static class Weights
{
    /// <summary>weights[i] = exp((logits[i] - max) / temperature); max is finite and at least each logit, temperature above 0.</summary>
    public static void Compute(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights)
    {
        // Subtracting first keeps the most likely token at exactly 1 however small the temperature.
        TensorPrimitives.Subtract(logits, max, weights);
        TensorPrimitives.Divide(weights, temperature, weights);
        TensorPrimitives.Exp(weights, weights);
    }
}
