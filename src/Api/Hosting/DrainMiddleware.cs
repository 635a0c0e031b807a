using Microsoft.AspNetCore.Http;

namespace Xinference.Api;

/// <summary>Turns new work away while the server drains; what tells about the server still answers.</summary>
internal sealed class DrainMiddleware(RequestDelegate next, ServerLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context) =>
        lifetime.IsDraining && HttpMethods.IsPost(context.Request.Method) ? throw ApiException.Draining() : next(context);
}
