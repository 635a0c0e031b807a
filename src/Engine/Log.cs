using Microsoft.Extensions.Logging;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>All log messages of the engine; event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "engine on {Device}: context {Context}, {Blocks} cache blocks, {MaxSequences} sequences, {MaxBatchTokens} tokens a step")]
    public static partial void EngineStarted(this ILogger logger, string device, int context, int blocks, int maxSequences, int maxBatchTokens);

    [LoggerMessage(2, LogLevel.Information, "engine stopped")]
    public static partial void EngineStopped(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "step of {Sequences} sequences and {Tokens} tokens failed; these sequences end, the engine goes on")]
    public static partial void StepFailed(this ILogger logger, Exception exception, int sequences, int tokens);

    [LoggerMessage(4, LogLevel.Critical, "the engine's loop failed: all requests end")]
    public static partial void LoopFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Debug, "request {Arrival} was not served ({Reason}): {Error}")]
    public static partial void RequestNotServed(this ILogger logger, long arrival, FinishReason reason, string error);

    [LoggerMessage(6, LogLevel.Information, "engine drains: no new requests, {Timeout} for those that are in")]
    public static partial void Draining(this ILogger logger, TimeSpan timeout);
}
