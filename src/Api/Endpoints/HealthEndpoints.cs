using Microsoft.AspNetCore.Http;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>What load balancers and clients ask before they send work.</summary>
internal sealed class HealthEndpoints(ModelDirectory models, ServerLifetime lifetime, ApiOptions options)
{
    /// <summary><c>GET /health</c>: the process answers.</summary>
    public static Task Health(HttpContext context) => context.Response.WriteAsJsonAsync(new HealthBody("ok"), ApiJson.Wire.HealthBody);

    /// <summary><c>GET /ready</c>: there is a model, and requests are taken.</summary>
    public Task Ready(HttpContext context)
    {
        string status = lifetime.IsDraining ? "draining" : models.All.Count == 0 ? "loading" : "ready";
        context.Response.StatusCode = status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new HealthBody(status), ApiJson.Wire.HealthBody);
    }

    /// <summary><c>GET /v1/cluster/auth</c>: Xinference's clients send their key only where this says so.</summary>
    public Task Auth(HttpContext context) =>
        context.Response.WriteAsJsonAsync(new ClusterAuth(options.ApiKey is not null), ApiJson.Wire.ClusterAuth);
}
