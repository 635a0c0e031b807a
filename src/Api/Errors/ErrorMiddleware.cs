using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Xinference.Api;

/// <summary>Makes every error, whoever raised it, an OpenAI error object.</summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    // nginx's number for a client that closed the connection; nobody reads it but the access log.
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (!context.Response.HasStarted && Describe(context) is { } error)
            {
                await WriteAsync(context.Response, error).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception fault)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            logger.ClientGone(context.Request.Path);
            context.Response.StatusCode = ClientClosedRequest;
            return;
        }

        if (fault is not (ApiException or BadHttpRequestException))
        {
            logger.RequestFailed(fault, context.Request.Method, context.Request.Path);
        }

        await WriteAsync(context.Response, fault switch
        {
            ApiException known => known,
            BadHttpRequestException bad => ApiException.Invalid(bad.StatusCode, bad.Message),
            _ => ApiException.Failed("the server failed to answer; its log says why"),
        }).ConfigureAwait(false);
    }

    /// <summary>An error that routing left without a body.</summary>
    private static ApiException? Describe(HttpContext context)
    {
        HttpRequest request = context.Request;
        return context.Response.StatusCode switch
        {
            _ when context.Response.ContentLength is not null || context.Response.ContentType is not null => null,
            StatusCodes.Status404NotFound => ApiException.Invalid(
                404, $"no route {request.Method} {request.Path}: see /openapi.json for what there is", null, "unknown_url"),
            StatusCodes.Status405MethodNotAllowed => ApiException.Invalid(
                405, $"{request.Path} does not take {request.Method}, only {context.Response.Headers.Allow}", null, "method_not_allowed"),
            StatusCodes.Status415UnsupportedMediaType => RequestBody.WrongContentType(request),
            _ => null,
        };
    }

    private static Task WriteAsync(HttpResponse response, ApiException error)
    {
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(new ErrorBody(error.Error), ApiJson.Wire.ErrorBody);
    }
}
