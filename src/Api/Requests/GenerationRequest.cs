using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Xinference.Inference;

namespace Xinference.Api;

/// <summary>What chat and text completion requests have in common; null: not given.</summary>
internal abstract record GenerationRequest
{
    /// <summary>The uid of the model to run.</summary>
    public required string Model { get; init; }

    /// <summary>Number of texts to generate.</summary>
    public int? N { get; init; }

    /// <summary>Strings that end the text and are no part of it: one, or a list of up to four.</summary>
    public ImmutableArray<string>? Stop { get; init; }

    /// <summary>Tokens to generate at the most; generation also ends where the model's context is full.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Divides the logits; 0 takes the most likely token.</summary>
    public double? Temperature { get; init; }

    /// <summary>Keeps the smallest set of tokens whose probability reaches this.</summary>
    public double? TopP { get; init; }

    /// <summary>Keeps this many of the most likely tokens; 0 or -1 keeps all.</summary>
    public int? TopK { get; init; }

    /// <summary>Drops tokens less likely than this share of the most likely one.</summary>
    public double? MinP { get; init; }

    /// <summary>Same seed, same request: same text.</summary>
    public long? Seed { get; init; }

    /// <summary>Added to the logits of single tokens, by token id.</summary>
    public ImmutableDictionary<int, float>? LogitBias { get; init; }

    /// <summary>Subtracted once from the logit of each token already generated.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Subtracted from a logit once per time the token was generated.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens in prompt and output.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Generate up to the limit even where the model would end.</summary>
    public bool? IgnoreEos { get; init; }

    /// <summary>Send the text piece by piece as server-sent events.</summary>
    public bool? Stream { get; init; }

    /// <summary>Options for streaming.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>The caller's end user; accepted, has no effect.</summary>
    public string? User { get; init; }

    /// <summary>What the model's defaults become under this request.</summary>
    public SamplingOptions ApplyTo(SamplingOptions defaults) => defaults with
    {
        MaxTokens = TokenLimit ?? defaults.MaxTokens,
        Temperature = Temperature is { } t ? Settle(t) : defaults.Temperature,
        TopP = TopP is { } p ? Math.Max((float)p, float.Epsilon) : defaults.TopP,
        TopK = TopK is { } k ? Math.Max(k, 0) : defaults.TopK,
        MinP = (float?)MinP ?? defaults.MinP,
        PresencePenalty = (float?)PresencePenalty ?? defaults.PresencePenalty,
        FrequencyPenalty = (float?)FrequencyPenalty ?? defaults.FrequencyPenalty,
        RepetitionPenalty = (float?)RepetitionPenalty ?? defaults.RepetitionPenalty,
        LogitBias = LogitBias ?? defaults.LogitBias,
        Seed = Seed is { } seed ? (ulong)seed : defaults.Seed,
        TopLogProbabilities = LogProbabilities,
    };

    /// <summary>Tokens to generate at the most, by whatever name it was given.</summary>
    [JsonIgnore]
    protected virtual int? TokenLimit => MaxTokens;

    /// <summary>How many candidates each token is to list; null: no log-probabilities.</summary>
    [JsonIgnore]
    protected abstract int? LogProbabilities { get; }

    // Logits divided by less than this overflow; the most likely token has all the probability long before.
    private static float Settle(double temperature) => temperature < 1e-5 ? 0 : (float)temperature;
}

/// <summary>Options for streaming.</summary>
internal sealed record StreamOptions
{
    /// <summary>Send the token counts in a chunk of their own before <c>[DONE]</c>.</summary>
    public bool? IncludeUsage { get; init; }
}
