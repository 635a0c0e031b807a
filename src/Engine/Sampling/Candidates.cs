using Xinference.Inference;

namespace Xinference.Engine.Sampling;

/// <summary>The tokens that top-k, then top-p (Holtzman et al. 2020), then min-p (Nguyen et al. 2024) leave, best first, and a draw among them.</summary>
internal sealed class Candidates(int vocabularySize)
{
    private const int FirstGuess = 64;
    private const int Growth = 8;

    private readonly float[] _logits = new float[vocabularySize];
    private readonly float[] _weights = new float[vocabularySize];
    private readonly int[] _ids = new int[vocabularySize];

    /// <summary>Draws a token from logits whose maximum is finite, at a temperature above 0.</summary>
    public int Draw(ReadOnlySpan<float> logits, float max, SamplingOptions options, double uniform)
    {
        if (options.TopK == 0 && options.TopP >= 1)
        {
            return DrawUnsorted(logits, max, options, uniform);
        }

        int kept = options.TopK > 0 ? TopK(logits, max, options) : TopP(logits, max, options);
        while (kept > 1 && _weights[kept - 1] < options.MinP)
        {
            kept--;
        }

        return _ids[Multinomial.Draw(_weights.AsSpan(0, kept), uniform)];
    }

    // Without a filter that needs an order, tokens stay in the order of their ids.
    private int DrawUnsorted(ReadOnlySpan<float> logits, float max, SamplingOptions options, double uniform)
    {
        Span<float> weights = _weights.AsSpan(0, logits.Length);
        Weights.Compute(logits, max, options.Temperature, weights);
        if (options.MinP > 0)
        {
            foreach (ref float weight in weights)
            {
                weight = weight < options.MinP ? 0 : weight;
            }
        }

        return Multinomial.Draw(weights, uniform);
    }

    private int TopK(ReadOnlySpan<float> logits, float max, SamplingOptions options)
    {
        int k = Math.Min(options.TopK, logits.Length);
        SelectBest(logits, max, options.Temperature, k);
        return options.TopP < 1 ? Nucleus(k, options.TopP * Multinomial.Sum(_weights.AsSpan(0, k))) ?? k : k;
    }

    // The nucleus is nearly always small, so it is looked for among a few tokens first.
    private int TopP(ReadOnlySpan<float> logits, float max, SamplingOptions options)
    {
        Span<float> weights = _weights.AsSpan(0, logits.Length);
        Weights.Compute(logits, max, options.Temperature, weights);
        double mass = options.TopP * Multinomial.Sum(weights);
        for (int k = FirstGuess; k < logits.Length; k *= Growth)
        {
            SelectBest(logits, max, options.Temperature, k);
            if (Nucleus(k, mass) is { } kept)
            {
                return kept;
            }
        }

        SelectBest(logits, max, options.Temperature, logits.Length);
        return Nucleus(logits.Length, mass) ?? logits.Length;
    }

    // The order is that of the logits: weights may be equal where logits are not.
    private void SelectBest(ReadOnlySpan<float> logits, float max, float temperature, int k)
    {
        TopTokens.Select(logits, _logits.AsSpan(0, k), _ids.AsSpan(0, k));
        Weights.Compute(_logits.AsSpan(0, k), max, temperature, _weights.AsSpan(0, k));
    }

    private int? Nucleus(int count, double mass)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += _weights[i];
            if (sum >= mass)
            {
                return i + 1;
            }
        }

        return null;
    }
}
