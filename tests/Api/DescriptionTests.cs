using System.Net;
using System.Text.Json;

namespace Xinference.Api.Tests;

/// <summary>The OpenAPI document tells what the server does.</summary>
public class DescriptionTests
{
    private const string Hosted =
        """
        "metadata":{"a":"b"},"safety_identifier":"s","prompt_cache_key":"k","store":false,"service_tier":"auto","user":"u"
        """;

    private const string Chat =
        """
        "tools":[],"functions":[],"tool_choice":"auto","function_call":"none","parallel_tool_calls":true,"modalities":["text"],
        "response_format":{"type":"text"},"reasoning_effort":"none","verbosity":"medium","max_completion_tokens":5,
        "logprobs":true,"top_logprobs":2,"chat_template_kwargs":{},"messages":[{"role":"user","content":"x"}]
        """;

    private const string Completion = """
        "best_of":1,"suffix":"","prompt":"x","echo":false,"logprobs":null
        """;

    [Theory]
    [InlineData("/v1/chat/completions", "ChatCompletionRequest", Chat)]
    [InlineData("/v1/completions", "CompletionRequest", Completion)]
    public async Task Every_field_that_is_taken_is_described(string path, string schema, string fields)
    {
        string body = $$"""{"model":"tiny",{{Hosted}},{{fields}}}""";
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.PostAsync(path, body);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        JsonElement properties = (await DescribeAsync(server)).GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties");
        using JsonDocument sent = JsonDocument.Parse(body);
        Assert.All(
            sent.RootElement.EnumerateObject(),
            field => Assert.True(properties.TryGetProperty(field.Name, out _), $"'{field.Name}' is taken but not described"));
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    public async Task Every_status_is_described(string path)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        JsonElement responses = (await DescribeAsync(server)).GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("responses");
        Assert.Equal(
            ["200", "400", "401", "404", "413", "415", "429", "500", "503"], responses.EnumerateObject().Select(response => response.Name).Order());
        JsonElement stream = responses.GetProperty("200").GetProperty("content").GetProperty("text/event-stream").GetProperty("schema");
        Assert.Equal("string", stream.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/openapi.json")]
    public async Task Every_page_is_described(string path)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        Assert.True((await DescribeAsync(server)).GetProperty("paths").TryGetProperty(path, out _));
    }

    private static async Task<JsonElement> DescribeAsync(TestServer server)
    {
        using HttpResponseMessage response = await server.GetAsync("/openapi.json");
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }
}
