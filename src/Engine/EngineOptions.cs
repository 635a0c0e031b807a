namespace Xinference.Engine;

/// <summary>How an engine is set up; what its device fixes is in <see cref="Execution.DeviceInfo"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>Requests that may wait, ≥ 1; more end as <see cref="Inference.FinishReason.Overloaded"/>.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>Messages from outside that may wait for the end of a step, ≥ 1; senders wait where it is full.</summary>
    public int InboxCapacity { get; init; } = 256;

    /// <summary>Label <c>model_uid</c> of the metrics.</summary>
    public string ModelUid { get; init; } = "default";
}
