using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Puts the REST API into a web host.</summary>
public static class XinferenceApi
{
    private const string CorsPolicy = "xinference";

    /// <summary>
    /// Registers what the routes need. The host adds the <see cref="ModelDirectory"/> it fills; an empty one is registered otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IServiceCollection AddXinferenceApi(this IServiceCollection services, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ModelDirectory>();
        services.AddSingleton<ServerLifetime>();
        services.AddSingleton<ServingMetrics>();
        services.AddSingleton<TextGenerator>();
        services.AddSingleton<GenerationStarter>();
        services.AddSingleton<GenerationRunner>();
        services.AddSingleton<ChatEndpoint>();
        services.AddSingleton<CompletionEndpoint>();
        services.AddSingleton<TokenEndpoints>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<HealthEndpoints>();
        services.ConfigureHttpJsonOptions(json => Describe(json.SerializerOptions));
        // The host must outlast the running requests, and have time to tell them that they end.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(5));
        services.AddCors(cors => cors.AddPolicy(CorsPolicy, policy =>
            policy.WithOrigins([.. options.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod()));
        services.AddOpenApi(OpenApiDescription.Configure);
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Xinference.*")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }

    /// <summary>Adds the middleware and maps all routes.</summary>
    public static WebApplication MapXinference(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Made now, so that it hears the host stop even before the first request.
        app.Services.GetRequiredService<ServerLifetime>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseCors(CorsPolicy);
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseMiddleware<DrainMiddleware>();
        MapGeneration(app);
        MapModels(app);
        MapServer(app);
        return app;
    }

    /// <summary>The types are written by <see cref="ApiJson.Wire"/>; these options are what the OpenAPI document describes them from.</summary>
    private static void Describe(JsonSerializerOptions json)
    {
        json.TypeInfoResolverChain.Insert(0, ApiJson.Wire);
        json.PropertyNamingPolicy = ApiJson.Wire.Options.PropertyNamingPolicy;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
    }

    private static void MapGeneration(WebApplication app)
    {
        app.MapPost("/v1/chat/completions", (HttpContext context, ChatEndpoint endpoint) => endpoint.HandleAsync(context))
            .WithTags("Generation")
            .WithSummary("Goes on with a conversation; with \"stream\": true as server-sent events.")
            .Accepts<ChatCompletionRequest>("application/json")
            .Produces<ChatCompletion>()
            .ProducesErrors();
        app.MapPost("/v1/completions", (HttpContext context, CompletionEndpoint endpoint) => endpoint.HandleAsync(context))
            .WithTags("Generation")
            .WithSummary("Continues texts; with \"stream\": true as server-sent events.")
            .Accepts<CompletionRequest>("application/json")
            .Produces<Completion>()
            .ProducesErrors();
        app.MapPost("/v1/tokenize", (HttpContext context, TokenEndpoints endpoints) => endpoints.TokenizeAsync(context))
            .WithTags("Tokens")
            .WithSummary("Turns a text or a conversation into token ids.")
            .Accepts<TokenizeRequest>("application/json")
            .Produces<TokenizeResponse>()
            .ProducesErrors();
        app.MapPost("/v1/detokenize", (HttpContext context, TokenEndpoints endpoints) => endpoints.DetokenizeAsync(context))
            .WithTags("Tokens")
            .WithSummary("Turns token ids into text.")
            .Accepts<DetokenizeRequest>("application/json")
            .Produces<DetokenizeResponse>()
            .ProducesErrors();
    }

    private static void MapModels(WebApplication app)
    {
        app.MapGet("/v1/models", (HttpContext context, ModelEndpoints endpoints) => endpoints.ListAsync(context))
            .WithTags("Models")
            .WithSummary("The models being served.")
            .Produces<ModelList>();
        app.MapGet("/v1/models/{**id}", (HttpContext context, ModelEndpoints endpoints, string id) => endpoints.GetAsync(context, id))
            .WithTags("Models")
            .WithSummary("One of the models being served.")
            .Produces<ModelBody>()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound);
    }

    private static void MapServer(WebApplication app)
    {
        app.MapGet("/health", (Delegate)HealthEndpoints.Health)
            .WithTags("Server")
            .WithSummary("Whether the process answers.")
            .Produces<HealthBody>();
        app.MapGet("/ready", (HttpContext context, HealthEndpoints endpoints) => endpoints.Ready(context))
            .WithTags("Server")
            .WithSummary("Whether requests are taken: a model is loaded and the server is not shutting down.")
            .Produces<HealthBody>()
            .Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/v1/cluster/auth", (HttpContext context, HealthEndpoints endpoints) => endpoints.Auth(context))
            .WithTags("Server")
            .WithSummary("Whether an API key is needed.")
            .Produces<ClusterAuth>();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi.json");
    }

    private static void ProducesErrors(this RouteHandlerBuilder route) => route
        .Produces<ErrorBody>(StatusCodes.Status400BadRequest)
        .Produces<ErrorBody>(StatusCodes.Status404NotFound)
        .Produces<ErrorBody>(StatusCodes.Status429TooManyRequests)
        .Produces<ErrorBody>(StatusCodes.Status503ServiceUnavailable);
}
