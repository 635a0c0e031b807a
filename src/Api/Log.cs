using Microsoft.Extensions.Logging;

namespace Xinference.Api;

/// <summary>Everything this room logs. Never a prompt, an answer or a key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception fault, string method, string path);

    [LoggerMessage(2, LogLevel.Error, "generation {Id} on model {Model} failed: {Error}")]
    public static partial void GenerationFailed(this ILogger logger, string id, string model, string? error);

    [LoggerMessage(3, LogLevel.Debug, "the client of {Path} went away")]
    public static partial void ClientGone(this ILogger logger, string path);

    [LoggerMessage(4, LogLevel.Information, "draining: running requests may go on for {Timeout}")]
    public static partial void Draining(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(5, LogLevel.Warning, "{Path}: refused a request without a valid API key")]
    public static partial void Unauthorized(this ILogger logger, string path);
}
