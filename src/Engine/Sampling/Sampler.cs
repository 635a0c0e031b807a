using System.Numerics.Tensors;

namespace Xinference.Engine.Sampling;

/// <summary>
/// One row of logits to one token: repetition, presence and frequency penalties, bias, temperature, top-k, top-p, min-p, draw.
/// INV-12: the result depends on the logits, the sequence's own tokens, its options, its seed and the position, and on nothing else.
/// </summary>
internal sealed class Sampler(int vocabularySize)
{
    private readonly float[] _adjusted = new float[vocabularySize];
    private readonly Candidates _candidates = new(vocabularySize);
    private readonly LogProbabilities _logProbabilities = new(vocabularySize);

    /// <summary>Draws the next token of a sequence.</summary>
    public Draw Draw(ReadOnlySpan<float> logits, SamplingState state)
    {
        float max = TensorPrimitives.Max(logits);
        if (!float.IsFinite(max))
        {
            return Sampling.Draw.Failure($"the model gave logits whose highest is {max}: a fault in the weights or in the arithmetic");
        }

        ReadOnlySpan<float> adjusted = Adjust(logits, state);
        float adjustedMax = TensorPrimitives.Max(adjusted);
        if (!float.IsFinite(adjustedMax))
        {
            return Sampling.Draw.Failure($"the penalties turned the highest logit into {adjustedMax}: use milder ones");
        }

        int token = state.Options.Temperature == 0
            ? ArgMax.Of(adjusted)
            : _candidates.Draw(adjusted, adjustedMax, state.Options, CounterRandom.Uniform(state.Seed, state.Draws));
        return state.Options.TopLogProbabilities is { } count
            ? _logProbabilities.Describe(token, logits, max, count)
            : Sampling.Draw.Token(token);
    }

    private ReadOnlySpan<float> Adjust(ReadOnlySpan<float> logits, SamplingState state)
    {
        if (state.Counts is null && state.Bias.Length == 0)
        {
            return logits;
        }

        logits.CopyTo(_adjusted);
        if (state.Counts is { } counts)
        {
            Penalties.Apply(_adjusted, counts, state.Options);
        }

        foreach ((int token, float bias) in state.Bias)
        {
            _adjusted[token] += bias;
        }

        return _adjusted;
    }
}
