using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>What the generated OpenAPI document cannot know from the types: its title, and fields that take more than one type.</summary>
internal static class OpenApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Xinference for .NET",
                Version = "v1",
                Description = "Serves language models over the OpenAI API. A field that cannot be honoured is refused by name, none is ignored.",
            };
            // The address of this very request would make every copy of the document differ.
            document.Servers?.Clear();
            OpenApiPages.AddTo(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            if (operation.Responses?["200"].Content?.TryGetValue("text/event-stream", out OpenApiMediaType? stream) == true)
            {
                stream.Schema = Events();
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(ChatMessage))
            {
                schema.Properties = MessageProperties();
                schema.Required = new HashSet<string> { "role" };
            }
            else if (context.JsonPropertyInfo is { } property && Alternatives(property.DeclaringType, property.Name) is { } alternatives)
            {
                schema.Type = null;
                schema.Items = null;
                schema.AnyOf = alternatives;
            }

            foreach ((string name, OpenApiSchema field) in OpenApiRequestFields.Of(context.JsonTypeInfo.Type))
            {
                schema.Properties?.TryAdd(name, field);
            }

            return Task.CompletedTask;
        });
    }

    private static List<IOpenApiSchema>? Alternatives(Type type, string property) => property switch
    {
        "stop" when type.IsAssignableTo(typeof(GenerationRequest)) => [Text(), ListOf(Text())],
        "prompt" when type == typeof(CompletionRequest) => [Text(), ListOf(Text()), ListOf(Id()), ListOf(ListOf(Id()))],
        _ => null,
    };

    private static Dictionary<string, IOpenApiSchema> MessageProperties() => new()
    {
        ["role"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = ["system", "developer", "user", "assistant", "tool"],
        },
        ["content"] = new OpenApiSchema { AnyOf = [Text(), ListOf(TextPart())] },
        ["name"] = Text(),
        ["reasoning_content"] = Text(),
        ["tool_call_id"] = Text(),
        ["tool_calls"] = EmptyList(),
        ["annotations"] = EmptyList(),
    };

    private static OpenApiSchema Events() => new()
    {
        Type = JsonSchemaType.String,
        Description = "Events of the form \"data: {…}\", each with a chunk as OpenAI's API has it, or with an error object where something "
            + "failed on the way; the last one is \"data: [DONE]\".",
    };

    private static OpenApiSchema TextPart() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "text" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["text"] },
            ["text"] = Text(),
        },
    };

    private static OpenApiSchema EmptyList() => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema(), MaxItems = 0 };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Id() => new() { Type = JsonSchemaType.Integer, Format = "int32" };

    private static OpenApiSchema ListOf(IOpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item };
}
