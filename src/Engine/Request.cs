using System.Threading.Channels;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>A prompt on its way through the loop and the events that come back.</summary>
internal sealed class Request(Prompt prompt)
{
    // Unbounded so that a slow reader never holds up the loop: it holds the request's own tokens at the most, and these are bounded.
    private readonly Channel<TokenEvent> _events =
        Channel.CreateUnbounded<TokenEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public Prompt Prompt { get; } = prompt;

    public ChannelReader<TokenEvent> Events => _events.Reader;

    /// <summary>Set and read by the loop alone.</summary>
    public Sequence? Sequence { get; set; }

    public void Publish(TokenEvent tokenEvent) => _events.Writer.TryWrite(tokenEvent);

    /// <summary>The one terminal event.</summary>
    public void Finish(FinishReason reason, Usage usage, string? error)
    {
        _events.Writer.TryWrite(new TokenEvent.Finished(reason, usage, error));
        _events.Writer.TryComplete();
    }

    /// <summary>The terminal event of a request that never reached the scheduler.</summary>
    public TokenEvent.Finished Refusal(FinishReason reason, string? error) =>
        new(reason, new Usage(Prompt.TokenIds.IsDefault ? 0 : Prompt.TokenIds.Length, 0, 0), error);
}
