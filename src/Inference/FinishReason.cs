namespace Xinference.Inference;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model drew one of the stop tokens.</summary>
    Stop,

    /// <summary>The token limit or the context's end was reached.</summary>
    Length,

    /// <summary>The caller gave it up.</summary>
    Cancelled,

    /// <summary>It could not be run at all: prompt too long, token id out of range, no memory it could ever fit in.</summary>
    Rejected,

    /// <summary>The engine failed while it ran.</summary>
    Failed,

    /// <summary>It was not begun, since too many wait already: the same request may succeed later.</summary>
    Overloaded,

    /// <summary>The engine is shutting down: it begins nothing more, and ends what its deadline finds running.</summary>
    Unavailable,
}
