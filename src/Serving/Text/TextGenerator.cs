using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Xinference.Serving;

/// <summary>Generates text: the way from prompts to <see cref="TextEvent"/>s.</summary>
public sealed class TextGenerator(ServingMetrics metrics)
{
    // How far the choices run ahead of the reader here. A stalled reader stops no generation: what it has not read waits in the engine's
    // own queue of each request, which holds as many events as the request may have tokens.
    private const int EventsInFlight = 64;

    /// <summary>
    /// Runs all choices of all requests at once; their events come as they happen, mixed. Choices are numbered through: those of the first
    /// request, then those of the second, and so on. Cancelling, or leaving the enumeration early, ends every generation within one step.
    /// </summary>
    public IAsyncEnumerable<TextEvent> GenerateAsync(
        ServedModel model, ImmutableArray<TextRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        int first = 0;
        List<ChoicePlan> plans = [];
        foreach (TextRequest request in requests)
        {
            plans.AddRange(Enumerable.Range(0, request.Choices).Select(i => new ChoicePlan(model, request, first + i, i)));
            first += request.Choices;
        }

        return plans.Count == 1 ? RunAsync(plans[0], cancellationToken) : MergeAsync(plans, cancellationToken);
    }

    private async IAsyncEnumerable<TextEvent> RunAsync(
        ChoicePlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using GenerationMeter meter = metrics.Start(plan.Model.Uid);
        ChoiceGenerator generator = new(plan, meter);
        await foreach (TextEvent next in generator.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            if (next is TextEvent.Ended ended)
            {
                meter.End(ended.Reason, ended.Usage);
            }

            yield return next;
        }
    }

    private async IAsyncEnumerable<TextEvent> MergeAsync(
        List<ChoicePlan> plans, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<TextEvent> channel = Channel.CreateBounded<TextEvent>(EventsInFlight);
        Task pumps = PumpAllAsync(plans, channel.Writer, left);
        try
        {
            await foreach (TextEvent next in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return next;
            }
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            channel.Writer.TryComplete();
            await pumps.ConfigureAwait(false);
        }
    }

    private async Task PumpAllAsync(List<ChoicePlan> plans, ChannelWriter<TextEvent> writer, CancellationTokenSource left)
    {
        Exception? fault = null;
        try
        {
            await Task.WhenAll(plans.Select(plan => PumpAsync(plan, writer, left))).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ChannelClosedException)
        {
            fault = e;
        }
        catch (ChannelClosedException)
        {
            // The reader has gone; there is nobody to tell.
        }

        writer.TryComplete(fault);
    }

    private async Task PumpAsync(ChoicePlan plan, ChannelWriter<TextEvent> writer, CancellationTokenSource left)
    {
        try
        {
            await foreach (TextEvent next in RunAsync(plan, left.Token).ConfigureAwait(false))
            {
                await writer.WriteAsync(next, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch
        {
            await left.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
