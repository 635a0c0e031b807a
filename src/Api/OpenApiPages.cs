using Microsoft.OpenApi;

namespace Xinference.Api;

/// <summary>Routes that other libraries map, which describe nothing of themselves.</summary>
internal static class OpenApiPages
{
    public static void AddTo(OpenApiDocument document)
    {
        document.Paths["/metrics"] = Page("Measurements for Prometheus.", "text/plain");
        document.Paths["/openapi.json"] = Page("This description.", "application/json");
    }

    private static OpenApiPathItem Page(string summary, string contentType) => new()
    {
        Operations = new()
        {
            [HttpMethod.Get] = new OpenApiOperation
            {
                Summary = summary,
                Tags = new HashSet<OpenApiTagReference> { new("Server") },
                Responses = new()
                {
                    ["200"] = new OpenApiResponse
                    {
                        Description = "OK",
                        Content = new Dictionary<string, OpenApiMediaType> { [contentType] = new() },
                    },
                },
            },
        },
    };
}
