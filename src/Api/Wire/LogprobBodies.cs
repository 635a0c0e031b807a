using System.Collections.Immutable;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Log-probabilities in the two shapes of OpenAI's API.</summary>
internal static class LogprobBodies
{
    // OpenAI's stand-in for a probability of zero: JSON has no infinity.
    private const float Impossible = -9999;

    public static ChatLogprobs? ForChat(bool wanted, ImmutableArray<TokenText> tokens) =>
        wanted ? new([.. tokens.Select(ToChat)], null) : null;

    public static CompletionLogprobs? ForCompletion(bool wanted, ImmutableArray<TokenText> tokens) =>
        wanted
            ? new(
                [.. tokens.Select(token => token.Text)],
                [.. tokens.Select(token => Finite(token.LogProbability))],
                [.. tokens.Select(ToTop)],
                [.. tokens.Select(token => token.Offset)])
            : null;

    private static ChatTokenLogprob ToChat(TokenText token) => new(
        token.Text,
        Finite(token.LogProbability),
        ToNumbers(token.Bytes),
        [.. token.Top.Select(top => new ChatTopLogprob(top.Text, Finite(top.LogProbability), ToNumbers(top.Bytes)))]);

    private static Dictionary<string, float> ToTop(TokenText token)
    {
        Dictionary<string, float> top = new(StringComparer.Ordinal) { [token.Text] = Finite(token.LogProbability) };
        foreach (CandidateText candidate in token.Top)
        {
            // A vocabulary may spell two tokens alike: the likelier of them stands for both.
            top.TryAdd(candidate.Text, Finite(candidate.LogProbability));
        }

        return top;
    }

    private static int[] ToNumbers(ImmutableArray<byte> bytes) => [.. bytes.Select(b => (int)b)];

    private static float Finite(float value) => float.IsFinite(value) ? value : Impossible;
}
