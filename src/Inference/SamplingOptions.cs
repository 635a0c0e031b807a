using System.Collections.Immutable;

namespace Xinference.Inference;

/// <summary>How tokens are drawn. The defaults change nothing: plain sampling at temperature 1 from the whole distribution.</summary>
public sealed record SamplingOptions
{
    /// <summary>Tokens to generate at the most, ≥ 1; null: until the context is full.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Divides the logits, ≥ 0; 0 takes the most likely token (the lowest id among equals).</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Keeps the smallest set of tokens whose probability reaches this, in (0, 1]. Holtzman et al. 2020.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Keeps this many of the most likely tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Drops tokens less likely than this share of the most likely one, in [0, 1]. Nguyen et al. 2024.</summary>
    public float MinP { get; init; }

    /// <summary>Subtracted once from the logit of each token already generated, in [-2, 2] (OpenAI API reference).</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Subtracted from a logit once per time the token was generated, in [-2, 2] (OpenAI API reference).</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens in prompt and output, &gt; 0; 1 is off. Keskar et al. 2019.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Added to the logits of single tokens, in [-100, 100].</summary>
    public ImmutableDictionary<int, float> LogitBias { get; init; } = ImmutableDictionary<int, float>.Empty;

    /// <summary>Same seed, same prompt, same options: same tokens. Null: a fresh seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Tokens that end generation; they are reported in the last <see cref="TokenEvent.Sampled"/> event.</summary>
    public ImmutableArray<int> StopTokenIds { get; init; } = [];

    /// <summary>How many of the most likely tokens each event lists, in [0, 20]; null: no log-probabilities at all.</summary>
    public int? TopLogProbabilities { get; init; }
}
