using System.Collections.Immutable;
using Xinference.Inference;

namespace Xinference.Engine.Sampling;

/// <summary>What sampling knows of one sequence. It depends on the sequence's tokens alone, so preemption does not touch it.</summary>
internal sealed class SamplingState(SamplingOptions options, ulong seed, ReadOnlySpan<int> prompt)
{
    private readonly ImmutableArray<int> _stopTokens = options.StopTokenIds.IsDefault ? [] : options.StopTokenIds;

    public SamplingOptions Options { get; } = options;

    public ulong Seed { get; } = seed;

    /// <summary>Tokens drawn so far: the position of the next draw in the sequence's random numbers.</summary>
    public int Draws { get; private set; }

    public KeyValuePair<int, float>[] Bias { get; } = [.. options.LogitBias];

    /// <summary>Null where no penalty is asked for.</summary>
    public TokenCounts? Counts { get; } =
        options is { PresencePenalty: 0, FrequencyPenalty: 0, RepetitionPenalty: 1 } ? null : new TokenCounts(prompt);

    public bool IsStop(int token) => _stopTokens.Contains(token);

    /// <summary>Notes a token that was drawn.</summary>
    public void Accept(int token)
    {
        Draws++;
        Counts?.Add(token);
    }
}
