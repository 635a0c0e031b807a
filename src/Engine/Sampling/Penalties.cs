using Xinference.Inference;

namespace Xinference.Engine.Sampling;

/// <summary>Repetition (Keskar et al. 2019), presence and frequency penalties (OpenAI API reference), in this order.</summary>
internal static class Penalties
{
    public static void Apply(Span<float> logits, TokenCounts counts, SamplingOptions options)
    {
        foreach ((int token, int generated) in counts)
        {
            float x = logits[token];
            x = x > 0 ? x / options.RepetitionPenalty : x * options.RepetitionPenalty;
            if (generated > 0)
            {
                x -= options.PresencePenalty;
                x -= generated * options.FrequencyPenalty;
            }

            logits[token] = x;
        }
    }
}
