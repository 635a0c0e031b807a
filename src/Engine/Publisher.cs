using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>Takes what happened to sequences to the requests they belong to.</summary>
internal sealed class Publisher(ILogger logger)
{
    private readonly Dictionary<Sequence, Request> _requests = [];

    public void Open(Request request, Sequence sequence)
    {
        request.Sequence = sequence;
        _requests.Add(sequence, request);
    }

    public void Publish(Scheduler scheduler)
    {
        foreach (ref readonly SequenceOutput output in scheduler.Outputs)
        {
            Request request = _requests[output.Sequence];
            if (output.Token is { } draw)
            {
                request.Publish(new TokenEvent.Sampled(draw.TokenId, draw.LogProbability, draw.Top));
            }

            if (output.End is { } reason)
            {
                Close(request, output.Sequence, reason, output.Error);
            }
        }

        scheduler.ClearOutputs();
    }

    private void Close(Request request, Sequence sequence, FinishReason reason, string? error)
    {
        bool open = _requests.Remove(sequence);
        Debug.Assert(open, "INV-4");
        request.Finish(reason, sequence.Usage, error);
        if (error is not null)
        {
            logger.RequestNotServed(sequence.Arrival, reason, error);
        }
    }
}
