using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Xinference.Api;

/// <summary>
/// Fields of requests that the readers take but nothing keeps, since they change no answer: each is described by the values it may have.
/// </summary>
internal static class OpenApiRequestFields
{
    private const string NoEffect = "Accepted, has no effect.";
    private const string NoTools = "Tools are not available yet.";

    /// <summary>The fields of that request type; none for types that keep all they take.</summary>
    public static IReadOnlyDictionary<string, OpenApiSchema> Of(Type request) =>
        request == typeof(ChatCompletionRequest) ? Chat()
        : request == typeof(CompletionRequest) ? Completion()
        : request == typeof(StreamOptions) ? Stream()
        : new Dictionary<string, OpenApiSchema>();

    private static Dictionary<string, OpenApiSchema> Chat() => new(Hosted())
    {
        ["tools"] = EmptyList(NoTools),
        ["functions"] = EmptyList(NoTools),
        ["tool_choice"] = OneOf(NoTools, "none", "auto"),
        ["function_call"] = OneOf(NoTools, "none", "auto"),
        ["parallel_tool_calls"] = new() { Type = JsonSchemaType.Boolean, Description = NoTools },
        ["response_format"] = TextFormat(),
        ["modalities"] = new()
        {
            Type = JsonSchemaType.Array,
            Items = OneOf(null, "text"),
            Description = "Only text comes out.",
        },
        ["reasoning_effort"] = OneOf("\"none\" is short for \"enable_thinking\": false.", "none"),
        ["verbosity"] = OneOf(NoEffect, "medium"),
    };

    private static Dictionary<string, OpenApiSchema> Completion() => new(Hosted())
    {
        ["best_of"] = new() { Type = JsonSchemaType.Integer, Enum = [JsonValue.Create(1)], Description = "Use n." },
        ["suffix"] = OneOf("Text is continued, not filled in.", ""),
    };

    private static Dictionary<string, OpenApiSchema> Stream() => new()
    {
        ["include_obfuscation"] = OnlyFalse("Chunks are never padded."),
    };

    private static Dictionary<string, OpenApiSchema> Hosted() => new()
    {
        ["metadata"] = new()
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
            Description = NoEffect,
        },
        ["safety_identifier"] = new() { Type = JsonSchemaType.String, Description = NoEffect },
        ["prompt_cache_key"] = new() { Type = JsonSchemaType.String, Description = NoEffect },
        ["store"] = OnlyFalse("Answers are not kept."),
        ["service_tier"] = OneOf("There is one tier.", "auto", "default"),
    };

    private static OpenApiSchema TextFormat() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type" },
        Properties = new Dictionary<string, IOpenApiSchema> { ["type"] = OneOf(null, "text") },
        Description = "Other formats are not available yet.",
    };

    private static OpenApiSchema OneOf(string? description, params string[] values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => (JsonNode)value)],
        Description = description,
    };

    private static OpenApiSchema EmptyList(string description) => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema(),
        MaxItems = 0,
        Description = description,
    };

    private static OpenApiSchema OnlyFalse(string description) => new()
    {
        Type = JsonSchemaType.Boolean,
        Enum = [JsonValue.Create(false)],
        Description = description,
    };
}
