using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Xinference.Inference;

namespace Xinference.Serving.Tests;

/// <summary>Says what it was told to say, and notes what it was asked.</summary>
public sealed class ScriptedGateway(IEnumerable<int> reply) : IInferenceGateway
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    public ConcurrentQueue<Prompt> Prompts { get; } = new();

    /// <summary>Completes when a generation has been cancelled or left.</summary>
    public Task Left => _left.Task;

    public int Running => Volatile.Read(ref _running);

    /// <summary>After the reply: wait until cancelled instead of ending.</summary>
    public bool StallsAfterReply { get; init; }

    /// <summary>How it ends after the reply; null: with a stop token if there is one.</summary>
    public (FinishReason Reason, string Error)? Ending { get; init; }

    public ModelLimits Limits { get; init; } = new(TinyTokenizer.VocabularySize, 256);

    public async IAsyncEnumerable<TokenEvent> GenerateAsync(
        Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Prompts.Enqueue(prompt);
        Interlocked.Increment(ref _running);
        bool ended = false;
        try
        {
            int count = 0;
            IEnumerable<int> end = StallsAfterReply || Ending is not null ? [] : prompt.Sampling.StopTokenIds.Take(1);
            foreach (int id in reply.Concat(end))
            {
                await Task.Yield();
                if (cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                count++;
                yield return new TokenEvent.Sampled(id, -0.5f, Top(prompt, id));
                if (prompt.Sampling.StopTokenIds.Contains(id))
                {
                    ended = true;
                    yield return Finish(FinishReason.Stop, count);
                    yield break;
                }

                if (count == prompt.Sampling.MaxTokens)
                {
                    ended = true;
                    yield return Finish(FinishReason.Length, count);
                    yield break;
                }
            }

            if (StallsAfterReply)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            FinishReason reason = cancellationToken.IsCancellationRequested ? FinishReason.Cancelled : Ending?.Reason ?? FinishReason.Length;
            ended = reason != FinishReason.Cancelled;
            yield return Finish(reason, count);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            if (!ended)
            {
                _left.TrySetResult();
            }
        }

        TokenEvent.Finished Finish(FinishReason reason, int count) =>
            new(reason, new(prompt.TokenIds.Length, count, prompt.TokenIds.Length / 2), Ending?.Error);
    }

    private static ImmutableArray<TokenLogProbability> Top(Prompt prompt, int id) =>
        prompt.Sampling.TopLogProbabilities is { } count
            ? [.. Enumerable.Range(0, count).Select(i => new TokenLogProbability((id + i) % 256, -0.5f - i))]
            : [];
}
