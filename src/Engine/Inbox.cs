using System.Diagnostics;
using System.Threading.Channels;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>The loop's end of the inbox: takes messages between steps and sleeps while there is nothing to do.</summary>
internal sealed class Inbox(Channel<EngineMessage> channel, Scheduler scheduler, Publisher publisher, Random seeds)
{
    public const string Closed = "the engine is shutting down and takes no more requests";

    private readonly ChannelReader<EngineMessage> _reader = channel.Reader;
    private bool _draining;
    private bool _stopped;

    /// <summary>Takes what has come in; waits for it where the scheduler is idle. False: the loop is to end.</summary>
    public bool Receive()
    {
        if (scheduler.IsIdle && !_draining)
        {
            // The loop's thread is its own: sleeping here holds up nobody.
            _reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
        }

        // What comes in meanwhile waits for the next step, so that a flood of messages cannot hold up a step.
        for (int left = _reader.Count; left > 0 && _reader.TryRead(out EngineMessage? message); left--)
        {
            Handle(message);
        }

        return !_stopped && !(_draining && scheduler.IsIdle);
    }

    /// <summary>Takes no more messages, and refuses the requests among those that wait.</summary>
    public void Close()
    {
        channel.Writer.TryComplete();
        _draining = true;
        while (_reader.TryRead(out EngineMessage? message))
        {
            Handle(message);
        }
    }

    private void Handle(EngineMessage message)
    {
        switch (message)
        {
            case EngineMessage.Submit(Request request) when _draining:
                TokenEvent.Finished refusal = request.Refusal(FinishReason.Unavailable, Closed);
                request.Finish(refusal.Reason, refusal.Usage, refusal.Error);
                break;
            case EngineMessage.Submit(Request request):
                ulong seed = request.Prompt.Sampling.Seed ?? (ulong)seeds.NextInt64(long.MinValue, long.MaxValue);
                publisher.Open(request, scheduler.Submit(request.Prompt, seed));
                break;
            case EngineMessage.Cancel(Request { Sequence: { } sequence }):
                scheduler.Cancel(sequence);
                break;
            case EngineMessage.Cancel:
                // It was refused, so it is over already.
                break;
            case EngineMessage.Drain:
                _draining = true;
                break;
            case EngineMessage.Stop:
                _stopped = true;
                break;
            default:
                throw new UnreachableException();
        }
    }
}
