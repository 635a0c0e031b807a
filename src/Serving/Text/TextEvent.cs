using System.Collections.Immutable;
using Xinference.Inference;

namespace Xinference.Serving;

/// <summary>What happens to one of the texts of a request. Any number of <see cref="Delta"/>, then exactly one <see cref="Ended"/> per choice.</summary>
/// <param name="Choice">Which of the texts, from 0.</param>
public abstract record TextEvent(int Choice)
{
    /// <summary>The text went on. Either part may be empty, not both.</summary>
    /// <param name="Choice">Which of the texts.</param>
    /// <param name="Text">What is added; never ends inside a character or in what may become a stop string.</param>
    /// <param name="Tokens">The tokens behind it, in order; empty where no log-probabilities were asked for.</param>
    public sealed record Delta(int Choice, string Text, ImmutableArray<TokenText> Tokens) : TextEvent(Choice);

    /// <summary>The text is complete.</summary>
    /// <param name="Choice">Which of the texts.</param>
    /// <param name="Reason">Why it ended; a stop string counts as <see cref="FinishReason.Stop"/>.</param>
    /// <param name="Usage">What it took; the tokens of a stop string are counted.</param>
    /// <param name="Error">What went wrong, for people.</param>
    public sealed record Ended(int Choice, FinishReason Reason, Usage Usage, string? Error = null) : TextEvent(Choice);
}
