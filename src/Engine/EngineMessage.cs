namespace Xinference.Engine;

/// <summary>What comes in from outside the loop.</summary>
internal abstract record EngineMessage
{
    private EngineMessage()
    {
    }

    /// <summary>Run this.</summary>
    public sealed record Submit(Request Request) : EngineMessage;

    /// <summary>Nobody wants this any more.</summary>
    public sealed record Cancel(Request Request) : EngineMessage;

    /// <summary>Take nothing new, finish what there is, stop.</summary>
    public sealed record Drain : EngineMessage;

    /// <summary>Stop now.</summary>
    public sealed record Stop : EngineMessage;
}
