using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Xinference.Api;

/// <summary>Lets in only who knows the API key, except to what load balancers ask and to what tells that a key is needed.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiOptions options, ILogger<ApiKeyMiddleware> logger)
{
    private const string Scheme = "Bearer ";

    // Digests are compared, so that neither the key's length nor its beginning shows in the time it takes.
    private readonly byte[]? _digest = options.ApiKey is { } key ? Digest(key) : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (_digest is null || IsOpen(context.Request) || IsKnown(context.Request))
        {
            return next(context);
        }

        logger.Unauthorized(context.Request.Path);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw ApiException.Invalid(
            StatusCodes.Status401Unauthorized,
            "the API key is missing or wrong: send it as 'Authorization: Bearer KEY'",
            null,
            "invalid_api_key");
    }

    private static bool IsOpen(HttpRequest request) =>
        request.Path.Value is "/health" or "/ready" or "/v1/cluster/auth";

    private bool IsKnown(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(_digest, Digest(header[Scheme.Length..].Trim()));
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
