using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Xinference.Api;

/// <summary>Texts to continue.</summary>
internal sealed record CompletionRequest : GenerationRequest
{
    /// <summary>OpenAI's default.</summary>
    private const int DefaultMaxTokens = 16;

    /// <summary>What to continue: a text, a list of texts, token ids, or a list of lists of token ids. Special tokens spelled out in it count.</summary>
    public required IReadOnlyList<CompletionPrompt> Prompt { get; init; }

    /// <summary>Begin the answer with the prompt.</summary>
    public bool? Echo { get; init; }

    /// <summary>Report log-probabilities, with this many of the most likely tokens in each place.</summary>
    public int? Logprobs { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    protected override int? TokenLimit => MaxTokens ?? DefaultMaxTokens;

    /// <inheritdoc/>
    [JsonIgnore]
    protected override int? LogProbabilities => Logprobs;
}

/// <summary>One text to continue: as text, or as ids.</summary>
/// <param name="Text">The text; null where ids are given.</param>
/// <param name="Ids">The ids; empty where text is given.</param>
internal sealed record CompletionPrompt(string? Text, ImmutableArray<int> Ids);
