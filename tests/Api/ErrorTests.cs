using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Xinference.Inference;
using Xinference.Serving;
using Xinference.Serving.Tests;

namespace Xinference.Api.Tests;

public class ErrorTests
{
    private const string Hi = """{"model":"tiny","prompt":"hi"}""";

    [Theory]
    [InlineData("tools", """[{"type":"function"}]""", "unsupported_parameter")]
    [InlineData("tool_choice", "\"required\"", "unsupported_parameter")]
    [InlineData("functions", "[{}]", "unsupported_parameter")]
    [InlineData("parallel_tool_calls", "5", "invalid_type")]
    [InlineData("response_format", """{"type":"json_object"}""", "unsupported_parameter")]
    [InlineData("modalities", """["text","audio"]""", "unsupported_parameter")]
    [InlineData("audio", "{}", "unsupported_parameter")]
    [InlineData("prediction", "{}", "unsupported_parameter")]
    [InlineData("web_search_options", "{}", "unsupported_parameter")]
    [InlineData("reasoning_effort", "\"low\"", "unsupported_parameter")]
    [InlineData("store", "true", "unsupported_parameter")]
    [InlineData("service_tier", "\"priority\"", "unsupported_parameter")]
    [InlineData("temperature", "2.5", "value_out_of_range")]
    [InlineData("temperature", "\"hot\"", "invalid_type")]
    [InlineData("top_p", "-0.1", "value_out_of_range")]
    [InlineData("top_logprobs", "3", "invalid_value")]
    [InlineData("stop", """["a","b","c","d","e"]""", "invalid_value")]
    [InlineData("stop", "[\"\"]", "invalid_value")]
    [InlineData("logit_bias", """{"x":1}""", "invalid_value")]
    [InlineData("logit_bias", """{"99999":1}""", "invalid_token_id")]
    [InlineData("max_tokens", "0", "value_out_of_range")]
    [InlineData("max_tokens", "1e300", "value_out_of_range")]
    [InlineData("repetition_penalty", "0", "value_out_of_range")]
    [InlineData("stream_options", """{"include_usage":true}""", "invalid_value")]
    [InlineData("metadata", """{"a":1}""", "invalid_type")]
    [InlineData("chat_template_kwargs", """{"messages":[]}""", "invalid_value")]
    [InlineData("frequencey_penalty", "1", "unrecognized_request_argument")]
    public async Task A_field_that_cannot_be_honoured_is_refused_by_name(string name, string value, string code)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        string messages = """[{"role":"user","content":"hi"}]""";
        using HttpResponseMessage response = await server.PostAsync(
            "/v1/chat/completions", $$"""{"model":"tiny","messages":{{messages}},"{{name}}":{{value}}}""");
        JsonElement error = await ErrorAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal((name, code), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("""{"tools":[],"tool_choice":"none","response_format":{"type":"text"},"modalities":["text"],"store":false,"verbosity":"medium"}""")]
    [InlineData("""{"tool_choice":"auto","parallel_tool_calls":true,"functions":[],"function_call":"auto","reasoning_effort":"none"}""")]
    [InlineData("""{"user":"u","metadata":{"a":"b"},"service_tier":"auto","safety_identifier":"s","prompt_cache_key":"k","n":1}""")]
    [InlineData("""{"temperature":0,"top_p":0,"top_k":-1,"min_p":0.1,"seed":-1,"presence_penalty":-2,"frequency_penalty":2}""")]
    [InlineData("""{"repetition_penalty":1.1,"ignore_eos":false,"stop":null,"logit_bias":{"5":-100},"max_completion_tokens":3}""")]
    [InlineData("""{"chat_template_kwargs":{"a":[1,{"b":null}]},"enable_thinking":true,"logprobs":true,"top_logprobs":20}""")]
    public async Task A_field_that_can_be_honoured_is_accepted(string fields)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.PostAsync(
            "/v1/chat/completions", $$"""{"model":"tiny","messages":[{"role":"developer","content":[{"type":"text","text":"a"}]}],{{fields[1..]}}""");
        Assert.Equal("", response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("\"reasoning_effort\":\"none\"", false)]
    [InlineData("\"reasoning_effort\":\"none\",\"enable_thinking\":false", false)]
    [InlineData("\"enable_thinking\":true", true)]
    [InlineData("\"reasoning_effort\":null", null)]
    public void No_effort_at_reasoning_is_not_to_think(string fields, bool? thinking)
    {
        string body = $$"""{"model":"tiny","messages":[{"role":"user","content":"x"}],{{fields}}}""";
        JsonElement element = RequestBody.Parse(System.Text.Encoding.UTF8.GetBytes(body), 64);
        Assert.Equal(thinking, ChatRequestReader.Read(element, new ApiOptions()).EnableThinking);
    }

    [Fact]
    public async Task Thinking_without_effort_is_a_contradiction()
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.PostAsync(
            "/v1/chat/completions",
            """{"model":"tiny","messages":[{"role":"user","content":"x"}],"enable_thinking":true,"reasoning_effort":"none"}""");
        Assert.Equal("reasoning_effort", (await ErrorAsync(response, HttpStatusCode.BadRequest)).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}""", "messages[0].content[0]")]
    [InlineData("""{"role":"robot","content":"x"}""", "messages[0].role")]
    [InlineData("""{"role":"user"}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":5}""", "messages[0].content")]
    [InlineData("""{"role":"tool","content":"x"}""", "messages[0].tool_call_id")]
    [InlineData("""{"role":"user","content":"x","colour":"red"}""", "messages[0].colour")]
    [InlineData("""{"role":"assistant","tool_calls":[{}]}""", "messages[0].tool_calls")]
    public async Task A_bad_message_is_named(string message, string param)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.PostAsync("/v1/chat/completions", $$"""{"model":"tiny","messages":[{{message}}]}""");
        Assert.Equal(param, (await ErrorAsync(response, HttpStatusCode.BadRequest)).GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_prompt_too_long_is_refused_with_the_numbers()
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.PostAsync(
            "/v1/completions", $$"""{"model":"tiny","prompt":"{{new string('x', 300)}}"}""");
        JsonElement error = await ErrorAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("context_length_exceeded", error.GetProperty("code").GetString());
        Assert.Contains("300 tokens", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("256", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/completions", "\"prompt\":\"TEXT\"", "prompt")]
    [InlineData("/v1/tokenize", "\"prompt\":\"TEXT\"", "prompt")]
    [InlineData("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"TEXT\"}]", "messages")]
    public async Task A_prompt_far_too_long_is_refused_by_its_bytes(string path, string field, string param)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        string text = new('x', 1_000_000);
        using HttpResponseMessage response = await server.PostAsync(
            path, $$"""{"model":"tiny",{{field.Replace("TEXT", text, StringComparison.Ordinal)}}}""");
        JsonElement error = await ErrorAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal((param, "context_length_exceeded"), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains("bytes, far more than", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_a_template_does_not_chat()
    {
        await using TestServer server = await TestServer.StartAsync(TestModel.Over(TestModel.Saying("x"), canChat: false));
        using HttpResponseMessage response = await server.PostAsync(
            "/v1/chat/completions", """{"model":"tiny","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal("chat_not_supported", (await ErrorAsync(response, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Too_large_a_body_and_a_wrong_content_type_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync(new ApiOptions { MaxBodyBytes = 1000 }, TestModel.Over(TestModel.Saying("x")));
        using HttpResponseMessage large = await server.PostAsync("/v1/completions", new byte[1001]);
        await ErrorAsync(large, HttpStatusCode.RequestEntityTooLarge);
        using HttpResponseMessage plain = await server.PostAsync("/v1/completions", "x"u8.ToArray(), "text/plain");
        await ErrorAsync(plain, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Only_who_knows_the_key_gets_in()
    {
        await using TestServer server = await TestServer.StartAsync(new ApiOptions { ApiKey = "open sesame" }, TestModel.Over(TestModel.Saying("x")));
        using HttpResponseMessage without = await server.PostAsync("/v1/completions", Hi);
        Assert.Equal("invalid_api_key", (await ErrorAsync(without, HttpStatusCode.Unauthorized)).GetProperty("code").GetString());
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "open sesam");
        using HttpResponseMessage wrong = await server.GetAsync("/metrics");
        await ErrorAsync(wrong, HttpStatusCode.Unauthorized);
        foreach (string open in new[] { "/health", "/ready", "/v1/cluster/auth" })
        {
            using HttpResponseMessage page = await server.GetAsync(open);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "open sesame");
        using HttpResponseMessage right = await server.PostAsync("/v1/completions", Hi);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Theory]
    [InlineData(FinishReason.Rejected, false, HttpStatusCode.BadRequest)]
    [InlineData(FinishReason.Rejected, true, HttpStatusCode.BadRequest)]
    [InlineData(FinishReason.Failed, false, HttpStatusCode.InternalServerError)]
    [InlineData(FinishReason.Failed, true, HttpStatusCode.InternalServerError)]
    [InlineData(FinishReason.Overloaded, false, HttpStatusCode.TooManyRequests, "overloaded", "1")]
    [InlineData(FinishReason.Overloaded, true, HttpStatusCode.TooManyRequests, "overloaded", "1")]
    [InlineData(FinishReason.Unavailable, false, HttpStatusCode.ServiceUnavailable, "shutting_down", "5")]
    [InlineData(FinishReason.Unavailable, true, HttpStatusCode.ServiceUnavailable, "shutting_down", "5")]
    public async Task A_failure_before_the_first_byte_has_its_status(
        FinishReason reason, bool stream, HttpStatusCode status, string? code = null, string? retryAfter = null)
    {
        ServedModel model = TestModel.Over(new ScriptedGateway([]) { Ending = (reason, "out of luck") });
        await using TestServer server = await TestServer.StartAsync(model);
        using HttpResponseMessage response = await server.PostAsync(
            "/v1/completions", $$"""{"model":"tiny","prompt":"hi","stream":{{(stream ? "true" : "false")}}}""");
        JsonElement error = await ErrorAsync(response, status);
        Assert.Contains("out of luck", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        if (code is not null)
        {
            Assert.Equal(code, error.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_failure_in_a_stream_is_an_event_and_the_stream_ends()
    {
        ServedModel model = TestModel.Over(new ScriptedGateway(TestModel.Ids("ab")) { Ending = (FinishReason.Failed, "out of luck") });
        await using TestServer server = await TestServer.StartAsync(model);
        using HttpResponseMessage response = await server.PostAsync("/v1/completions", """{"model":"tiny","prompt":"hi","stream":true}""");
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("data: {\"error\":{\"message\":\"generation failed: out of luck\"", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    internal static async Task<JsonElement> ErrorAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} rather than {(int)status}: {body}");
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement error = document.RootElement.GetProperty("error").Clone();
        Assert.False(string.IsNullOrEmpty(error.GetProperty("message").GetString()));
        return error;
    }
}
