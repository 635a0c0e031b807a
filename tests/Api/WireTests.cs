using System.Net;
using System.Text.RegularExpressions;
using Xinference.Serving.Tests;
using Xinference.Testing;

namespace Xinference.Api.Tests;

/// <summary>What goes over the wire, to the byte.</summary>
public partial class WireTests
{
    private const string Messages = """[{"role":"user","content":"hi"}]""";

    public static TheoryData<string, string, string> Requests => new()
    {
        { "chat", "/v1/chat/completions", $$"""{"model":"tiny","messages":{{Messages}}}""" },
        { "chat-logprobs", "/v1/chat/completions", $$"""{"model":"tiny","messages":{{Messages}},"logprobs":true,"top_logprobs":2}""" },
        { "chat-n", "/v1/chat/completions", $$"""{"model":"tiny","messages":{{Messages}},"n":2,"max_tokens":1}""" },
        { "chat-stream", "/v1/chat/completions", $$"""{"model":"tiny","messages":{{Messages}},"stream":true}""" },
        {
            "chat-stream-usage",
            "/v1/chat/completions",
            $$"""{"model":"tiny","messages":{{Messages}},"stream":true,"stream_options":{"include_usage":true},"logprobs":true}"""
        },
        { "completion", "/v1/completions", """{"model":"tiny","prompt":"hi"}""" },
        { "completion-echo", "/v1/completions", """{"model":"tiny","prompt":["hi","ab"],"echo":true,"stop":" w"}""" },
        { "completion-logprobs", "/v1/completions", """{"model":"tiny","prompt":[[1,2]],"logprobs":2,"max_tokens":2}""" },
        {
            "completion-stream",
            "/v1/completions",
            """{"model":"tiny","prompt":[1,2],"stream":true,"echo":true,"stream_options":{"include_usage":true}}"""
        },
        { "tokenize", "/v1/tokenize", """{"model":"tiny","prompt":"hello é<|im_end|>","return_token_strs":true}""" },
        { "tokenize-chat", "/v1/tokenize", $$"""{"model":"tiny","messages":{{Messages}}}""" },
        { "detokenize", "/v1/detokenize", """{"model":"tiny","tokens":[262,32,264]}""" },
        { "several-faults", "/v1/chat/completions", """{"messages":[],"temprature":1,"top_p":2,"n":0,"tools":[{}]}""" },
        { "unknown-model", "/v1/chat/completions", $$"""{"model":"huge","messages":{{Messages}}}""" },
        { "broken-json", "/v1/completions", "{\"model\": \"tiny\",\n \"prompt\": }" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Answers_look_as_recorded(string name, string path, string request)
    {
        await using TestServer server = await TestServer.SayingAsync("hello wé");
        using HttpResponseMessage response = await server.PostAsync(path, request);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string seen = $"POST {path}\n{request}\n\n{(int)response.StatusCode} {response.Content.Headers.ContentType}\n{body}\n";
        Golden.Matches(Recording(name), Ids().Replace(seen, "$1-ID"));
    }

    [Theory]
    [InlineData("models", "/v1/models")]
    [InlineData("model", "/v1/models/tiny")]
    [InlineData("health", "/health")]
    [InlineData("ready", "/ready")]
    [InlineData("no-route", "/v1/nothing")]
    [InlineData("wrong-method", "/v1/completions")]
    [InlineData("cluster-auth", "/v1/cluster/auth")]
    public async Task Pages_look_as_recorded(string name, string path)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.GetAsync(path);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Golden.Matches(Recording(name), $"GET {path}\n\n{(int)response.StatusCode}\n{body}\n");
    }

    [Fact]
    public async Task The_committed_description_is_the_servers()
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.GetAsync("/openapi.json");
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Golden.Matches(RepoFiles.Path("docs", "openapi.json"), body + "\n");
    }

    [Theory]
    [InlineData("/v1/models/org/tiny")]
    [InlineData("/v1/models/org%2Ftiny")]
    public async Task A_uid_may_hold_a_slash(string path)
    {
        await using TestServer server = await TestServer.StartAsync(TestModel.Over(TestModel.Saying(""), "org/tiny"));
        using HttpResponseMessage response = await server.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, "https://page.example", null)]
    [InlineData("https://page.example", "https://page.example", "https://page.example")]
    [InlineData("https://page.example", "https://other.example", null)]
    [InlineData("*", "https://other.example", "*")]
    public async Task Only_pages_of_allowed_origins_may_call(string? allowed, string origin, string? expected)
    {
        ApiOptions options = new() { AllowedOrigins = allowed is null ? [] : [allowed], ApiKey = "key" };
        await using TestServer server = await TestServer.StartAsync(options, TestModel.Over(TestModel.Saying("")));
        using HttpRequestMessage request = new(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        string? answer = response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) ? values.Single() : null;
        Assert.Equal(expected, answer);
    }

    [Fact]
    public async Task Metrics_tell_what_was_generated()
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage answer = await server.PostAsync("/v1/completions", """{"model":"tiny","prompt":"hi"}""");
        using HttpResponseMessage response = await server.GetAsync("/metrics");
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("xinference_output_tokens_total{", body, StringComparison.Ordinal);
        Assert.Contains("xinference_time_to_first_token_seconds_bucket{", body, StringComparison.Ordinal);
        Assert.Contains("finish_reason=\"stop\"", body, StringComparison.Ordinal);
        Assert.Contains("model_uid=\"tiny\"", body, StringComparison.Ordinal);
    }

    private static string Recording(string name) => RepoFiles.Path("tests", "Api", "golden", $"{name}.txt");

    /// <summary>What differs from run to run.</summary>
    [GeneratedRegex("(chatcmpl|cmpl)-[0-9a-f]{32}")]
    private static partial Regex Ids();
}
