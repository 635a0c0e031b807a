using Microsoft.AspNetCore.Http;

namespace Xinference.Api;

/// <summary>Ends a request with an error the client is to see.</summary>
internal sealed class ApiException(int status, ErrorDetail error) : Exception(error.Message)
{
    private const string InvalidRequest = "invalid_request_error";
    private const string ServerError = "server_error";

    public int Status { get; } = status;

    public ErrorDetail Error { get; } = error;

    /// <summary>Seconds after which trying again makes sense.</summary>
    public int? RetryAfter { get; private init; }

    public static ApiException BadRequest(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, new(message, InvalidRequest, param, code));

    public static ApiException Invalid(int status, string message, string? param = null, string? code = null) =>
        new(status, new(message, InvalidRequest, param, code));

    public static ApiException Failed(string message) =>
        new(StatusCodes.Status500InternalServerError, new(message, ServerError, null, null));

    public static ApiException Overloaded(string message) =>
        new(StatusCodes.Status429TooManyRequests, new(message, "rate_limit_error", null, "overloaded")) { RetryAfter = 1 };

    public static ApiException Draining(string message = "the server is shutting down: try again later") =>
        new(StatusCodes.Status503ServiceUnavailable, new(message, ServerError, null, "shutting_down")) { RetryAfter = 5 };
}
