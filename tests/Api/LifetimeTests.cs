using System.Net;
using System.Text;
using Xinference.Serving.Tests;

namespace Xinference.Api.Tests;

public class LifetimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public async Task A_client_that_goes_away_ends_its_generation(bool stream, int choices)
    {
        ScriptedGateway gateway = new(TestModel.Ids("hello")) { StallsAfterReply = true };
        await using TestServer server = await TestServer.StartAsync(TestModel.Over(gateway));
        using CancellationTokenSource leave = new();
        using StringContent body = new(
            $$"""{"model":"tiny","prompt":"hi","n":{{choices}},"max_tokens":100,"stream":{{(stream ? "true" : "false")}}}""",
            Encoding.UTF8,
            "application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions") { Content = body };
        Task<HttpResponseMessage> answer = server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
        if (stream)
        {
            await FirstLineAsync(await answer, leave.Token);
        }

        await UntilAsync(() => gateway.Running == choices, "the generations never started");
        await leave.CancelAsync();
        if (stream)
        {
            (await answer).Dispose();
        }

        await gateway.Left.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await UntilAsync(() => gateway.Running == 0, "a generation is still running");
    }

    [Fact]
    public async Task A_draining_server_turns_requests_away_and_ends_running_ones_at_its_deadline()
    {
        ScriptedGateway gateway = new(TestModel.Ids("hello")) { StallsAfterReply = true };
        ApiOptions options = new() { DrainTimeout = TimeSpan.FromSeconds(10) };
        await using TestServer server = await TestServer.StartAsync(options, TestModel.Over(gateway));
        Task<HttpResponseMessage> running = server.PostAsync("/v1/completions", """{"model":"tiny","prompt":"hi","max_tokens":100}""");
        await UntilAsync(() => gateway.Running == 1, "the generation never started");
        server.Lifetime.BeginDrain();

        using HttpResponseMessage refused = await server.PostAsync("/v1/completions", """{"model":"tiny","prompt":"hi"}""");
        await ErrorTests.ErrorAsync(refused, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("5", refused.Headers.RetryAfter!.ToString());
        using HttpResponseMessage ready = await server.GetAsync("/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.False(running.IsCompleted);

        server.Time.Advance(options.DrainTimeout);
        using HttpResponseMessage ended = await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await ErrorTests.ErrorAsync(ended, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Without_a_model_the_server_lives_but_is_not_ready()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage health = await server.GetAsync("/health");
        using HttpResponseMessage ready = await server.GetAsync("/ready");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (health.StatusCode, ready.StatusCode));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    public async Task Who_wants_no_body_may_ask_for_the_head(string path)
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task FirstLineAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken), leaveOpen: true);
        Assert.StartsWith("data: {", await reader.ReadLineAsync(cancellationToken), StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, otherwise);
            await Task.Yield();
        }
    }
}
