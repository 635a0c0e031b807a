using System.Diagnostics;
using Xinference.Inference;

namespace Xinference.Cli.Generation;

/// <summary>One finished generation with its timings.</summary>
internal sealed record GenerationRecord(
    IReadOnlyList<TokenEvent.Sampled> Tokens, TokenEvent.Finished End, TimeSpan Prefill, TimeSpan Decode)
{
    /// <summary>Runs a generation to its end.</summary>
    /// <param name="gateway">Where it runs.</param>
    /// <param name="prompt">What to generate from.</param>
    /// <param name="onToken">Called for every token of the text as it comes, which leaves out the stop token.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    public static async Task<GenerationRecord> RunAsync(
        IInferenceGateway gateway, Prompt prompt, Action<TokenEvent.Sampled> onToken, CancellationToken cancellationToken)
    {
        List<TokenEvent.Sampled> tokens = [];
        long start = Stopwatch.GetTimestamp();
        TimeSpan prefill = TimeSpan.Zero;
        await foreach (TokenEvent tokenEvent in gateway.GenerateAsync(prompt, cancellationToken))
        {
            if (tokenEvent is TokenEvent.Finished end)
            {
                TimeSpan total = Stopwatch.GetElapsedTime(start);
                return new(tokens, end, tokens.Count == 0 ? total : prefill, tokens.Count == 0 ? TimeSpan.Zero : total - prefill);
            }

            var sampled = (TokenEvent.Sampled)tokenEvent;
            prefill = tokens.Count == 0 ? Stopwatch.GetElapsedTime(start) : prefill;
            tokens.Add(sampled);
            if (!prompt.Sampling.StopTokenIds.Contains(sampled.TokenId))
            {
                onToken(sampled);
            }
        }

        throw new InvalidOperationException("the engine ended a generation without saying so");
    }

    /// <summary>The generated tokens without the stop token that ended them.</summary>
    public IEnumerable<TokenEvent.Sampled> TextTokens => End.Reason == FinishReason.Stop ? Tokens.SkipLast(1) : Tokens;

    /// <summary>Throws where the generation did not run.</summary>
    /// <exception cref="UsageException">The engine rejected it.</exception>
    public void ThrowIfUnsuccessful(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (End.Reason)
        {
            case FinishReason.Rejected:
                throw new UsageException(End.Error ?? "the request was rejected");
            case FinishReason.Failed or FinishReason.Overloaded or FinishReason.Unavailable:
                throw new InvalidOperationException(End.Error ?? "the engine failed");
            default:
                return;
        }
    }
}
