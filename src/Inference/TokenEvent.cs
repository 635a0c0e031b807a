using System.Collections.Immutable;

namespace Xinference.Inference;

/// <summary>
/// What happens to a generation. Any number of <see cref="Sampled"/>, then exactly one <see cref="Finished"/>, whatever goes wrong.
/// </summary>
public abstract record TokenEvent
{
    private TokenEvent()
    {
    }

    /// <summary>A token was drawn.</summary>
    /// <param name="TokenId">The token.</param>
    /// <param name="LogProbability">
    /// Natural logarithm of its probability under the model's own distribution (before temperature, penalties and filters);
    /// 0 where none were asked for.
    /// </param>
    /// <param name="Top">The most likely tokens, best first; empty where none were asked for.</param>
    public sealed record Sampled(int TokenId, float LogProbability, ImmutableArray<TokenLogProbability> Top) : TokenEvent;

    /// <summary>The generation is over.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Usage">What it took.</param>
    /// <param name="Error">What went wrong, for people; set for all reasons but stop, length and cancelled.</param>
    public sealed record Finished(FinishReason Reason, Usage Usage, string? Error = null) : TokenEvent;
}

/// <summary>A candidate token and the natural logarithm of its probability.</summary>
public readonly record struct TokenLogProbability(int TokenId, float LogProbability);

/// <summary>Tokens read and written.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Tokens generated, a stop token included.</param>
/// <param name="CachedTokens">Prompt tokens whose keys and values were found in the cache.</param>
public readonly record struct Usage(int PromptTokens, int CompletionTokens, int CachedTokens);
