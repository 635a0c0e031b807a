using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xinference.Inference;

namespace Xinference.Serving;

/// <summary>Runs one generation and turns its tokens into text.</summary>
internal sealed class ChoiceGenerator(ChoicePlan plan, GenerationMeter meter)
{
    private readonly Prompt _prompt = BuildPrompt(plan);
    private readonly TokenTextBuilder _builder = new(
        plan.Model.Tokenizer, plan.Request.Stop, plan.Request.Sampling.TopLogProbabilities is not null);
    private int _tokens;

    public async IAsyncEnumerable<TextEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TokenEvent.Finished? finished = null;
        await foreach (TokenEvent next in plan.Model.Gateway.GenerateAsync(_prompt, enough.Token).ConfigureAwait(false))
        {
            if (next is TokenEvent.Finished last)
            {
                finished = last;
                break;
            }

            if (!_builder.Stopped && TryAdd((TokenEvent.Sampled)next) is { } delta)
            {
                yield return delta;
            }

            if (_builder.Stopped && !enough.IsCancellationRequested)
            {
                // The generation has nothing more to give; what it still reports tells only what it took.
                await enough.CancelAsync().ConfigureAwait(false);
            }
        }

        if (ToDelta(_builder.Flush()) is { } rest)
        {
            yield return rest;
        }

        yield return End(finished ?? throw new UnreachableException("a generation ended without saying why"));
    }

    private TextEvent.Delta? TryAdd(TokenEvent.Sampled sampled)
    {
        _tokens++;
        meter.Token();
        return _prompt.Sampling.StopTokenIds.Contains(sampled.TokenId) ? null : ToDelta(_builder.Append(sampled));
    }

    private TextEvent.Delta? ToDelta((string Text, ImmutableArray<TokenText> Tokens) added) =>
        added.Text.Length == 0 && added.Tokens.IsEmpty ? null : new(plan.Choice, added.Text, added.Tokens);

    private TextEvent.Ended End(TokenEvent.Finished finished)
    {
        FinishReason reason = _builder.Stopped ? FinishReason.Stop : finished.Reason;
        Usage usage = _builder.Stopped
            ? new(plan.Request.PromptIds.Length, _tokens, finished.Usage.CachedTokens)
            : finished.Usage;
        return new(plan.Choice, reason, usage, _builder.Stopped ? null : finished.Error);
    }

    private static Prompt BuildPrompt(ChoicePlan plan)
    {
        SamplingOptions sampling = plan.Request.Sampling;
        if (!plan.Request.IgnoreEndOfGeneration)
        {
            sampling = sampling with
            {
                StopTokenIds = [.. sampling.StopTokenIds.Union(plan.Model.Tokenizer.Special.EndOfGeneration)],
            };
        }

        return new(plan.Request.PromptIds, sampling with { Seed = sampling.Seed + (ulong)plan.SeedOffset });
    }
}
