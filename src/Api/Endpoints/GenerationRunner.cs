using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xinference.Inference;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Runs generations and answers with their events, whole or as a stream. A client that goes away ends them.</summary>
internal sealed class GenerationRunner(TextGenerator generator, ServerLifetime lifetime, ILogger<GenerationRunner> logger)
{
    /// <summary>Collects all choices.</summary>
    /// <exception cref="ApiException">One of them failed.</exception>
    public async Task<IReadOnlyList<ChoiceText>> CollectAsync(HttpContext context, Generation generation)
    {
        using CancellationTokenSource end = EndOf(context);
        ChoiceText[] texts = [.. Enumerable.Range(0, generation.Choices).Select(_ => new ChoiceText())];
        await foreach (TextEvent next in generator.GenerateAsync(generation.Model, generation.Requests, end.Token).ConfigureAwait(false))
        {
            if (next is TextEvent.Ended ended && FaultOf(generation, ended) is { } fault)
            {
                throw fault;
            }

            texts[next.Choice].Add(next);
        }

        return texts;
    }

    /// <summary>Streams the chunks that <paramref name="format"/> makes of the events.</summary>
    /// <exception cref="ApiException">It failed before the first byte was sent; later failures become an event of the stream.</exception>
    public async Task StreamAsync<TChunk>(HttpContext context, Generation generation, ChunkFormat<TChunk> format)
        where TChunk : class
    {
        using CancellationTokenSource end = EndOf(context);
        IAsyncEnumerator<TextEvent> events =
            generator.GenerateAsync(generation.Model, generation.Requests, end.Token).GetAsyncEnumerator(end.Token);
        await using (events.ConfigureAwait(false))
        {
            if (await events.MoveNextAsync().ConfigureAwait(false)
                && events.Current is TextEvent.Ended first
                && FaultOf(generation, first) is { } fault)
            {
                throw fault;
            }

            using SseWriter writer = SseWriter.Start(context);
            try
            {
                await SendAsync(writer, generation, events, format, context.RequestAborted).ConfigureAwait(false);
            }
            catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
            {
                await SendErrorAsync(writer, e, context).ConfigureAwait(false);
            }
            catch (Exception) when (context.RequestAborted.IsCancellationRequested)
            {
                logger.ClientGone(context.Request.Path);
            }
        }
    }

    private async Task SendAsync<TChunk>(
        SseWriter writer,
        Generation generation,
        IAsyncEnumerator<TextEvent> events,
        ChunkFormat<TChunk> format,
        CancellationToken aborted)
        where TChunk : class
    {
        foreach (TChunk opening in format.Open(generation.Choices))
        {
            await writer.WriteAsync(opening, format.Type, aborted).ConfigureAwait(false);
        }

        var usages = new Usage[generation.Choices];
        do
        {
            if (events.Current is TextEvent.Ended ended)
            {
                if (FaultOf(generation, ended) is { } fault)
                {
                    throw fault;
                }

                usages[ended.Choice] = ended.Usage;
            }

            await writer.WriteAsync(format.Next(events.Current), format.Type, aborted).ConfigureAwait(false);
        }
        while (await events.MoveNextAsync().ConfigureAwait(false));

        if (format.Close(generation.Count(usages)) is { } closing)
        {
            await writer.WriteAsync(closing, format.Type, aborted).ConfigureAwait(false);
        }

        await writer.DoneAsync(aborted).ConfigureAwait(false);
    }

    private async Task SendErrorAsync(SseWriter writer, Exception fault, HttpContext context)
    {
        if (fault is not ApiException)
        {
            logger.RequestFailed(fault, context.Request.Method, context.Request.Path);
        }

        ApiException known = fault as ApiException ?? ApiException.Failed("the server failed to go on; its log says why");
        await writer.WriteAsync(new ErrorBody(known.Error), ApiJson.Wire.ErrorBody, context.RequestAborted).ConfigureAwait(false);
        await writer.DoneAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private CancellationTokenSource EndOf(HttpContext context) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.Deadline);

    /// <summary>The error to tell the client; null if the text ended well.</summary>
    private ApiException? FaultOf(Generation generation, TextEvent.Ended ended)
    {
        switch (ended.Reason)
        {
            case FinishReason.Stop or FinishReason.Length:
                return null;
            case FinishReason.Cancelled:
                return ApiException.Draining();
            case FinishReason.Rejected:
                return ApiException.BadRequest(ended.Error ?? "the request cannot be run", null, "generation_rejected");
            case FinishReason.Overloaded:
                return ApiException.Overloaded(ended.Error ?? "too many requests are waiting: try again later");
            case FinishReason.Unavailable:
                return ended.Error is { } closing ? ApiException.Draining(closing) : ApiException.Draining();
            case FinishReason.Failed:
                logger.GenerationFailed(generation.Id, generation.Model.Uid, ended.Error);
                return ApiException.Failed(ended.Error is { } error ? $"generation failed: {error}" : "generation failed");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
