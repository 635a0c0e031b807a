using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

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
                Description = "Serves language models over the OpenAI API. Fields that are not listed are refused, none is ignored.",
            };
            // The address of this very request would make every copy of the document differ.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonPropertyInfo is { } property && Alternatives(property.Name) is { } alternatives)
            {
                schema.Type = null;
                schema.Items = null;
                schema.AnyOf = alternatives;
            }

            return Task.CompletedTask;
        });
    }

    private static List<IOpenApiSchema>? Alternatives(string property) => property switch
    {
        "stop" => [Text(), ListOf(Text())],
        _ => null,
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema ListOf(IOpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item };
}
