using System.Collections.Immutable;
using System.Numerics.Tensors;
using Xinference.Inference;

namespace Xinference.Engine.Sampling;

/// <summary>Natural logarithms of probabilities under the model's own distribution: the log-softmax of the raw logits.</summary>
internal sealed class LogProbabilities(int vocabularySize)
{
    private readonly float[] _scratch = new float[vocabularySize];

    /// <summary>Adds the log-probability of the token drawn and the best <paramref name="count"/> tokens to a draw.</summary>
    public Draw Describe(int token, ReadOnlySpan<float> logits, float max, int count)
    {
        Span<float> weights = _scratch.AsSpan(0, logits.Length);
        Weights.Compute(logits, max, 1, weights);
        float logSum = MathF.Log(TensorPrimitives.Sum(weights));
        return new Draw(token, logits[token] - max - logSum, Top(logits, max, logSum, Math.Min(count, logits.Length)), null);
    }

    private static ImmutableArray<TokenLogProbability> Top(ReadOnlySpan<float> logits, float max, float logSum, int count)
    {
        if (count == 0)
        {
            return [];
        }

        Span<float> values = stackalloc float[count];
        Span<int> ids = stackalloc int[count];
        TopTokens.Select(logits, values, ids);
        var top = ImmutableArray.CreateBuilder<TokenLogProbability>(count);
        for (int i = 0; i < count; i++)
        {
            top.Add(new TokenLogProbability(ids[i], values[i] - max - logSum));
        }

        return top.MoveToImmutable();
    }
}
