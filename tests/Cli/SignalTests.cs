using System.Net;
using Xinference.Cli.Tests.Support;

namespace Xinference.Cli.Tests;

/// <summary>Ctrl-C and SIGTERM.</summary>
public sealed class SignalTests(ModelFolder models)
{
    private static readonly string Endless = $"{ModelFolder.LongContext - 1000}";

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_a_generation(string signal, int exitCode)
    {
        await using XinferenceProcess program = XinferenceProcess.Start(
            models, "generate", "--model-path", models.Chatty, "--prompt", "a", "--max-tokens", Endless, "--ignore-eos");
        await program.OutputAsync("the first text", text => text.Length > 0);
        await program.SignalAsync(signal);
        Outcome outcome = await program.EndAsync();
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal("cancelled", outcome.Error.Trim());
    }

    [Fact]
    public async Task A_signal_ends_an_answer()
    {
        await using XinferenceProcess program = XinferenceProcess.Start(
            models, "chat", "--model-path", models.Chatty, "--max-tokens", Endless, "--ignore-eos", "--message", "hi");
        await program.OutputAsync("the first text", text => text.Length > 0);
        await program.SignalAsync("INT");
        Assert.Equal(130, (await program.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_idle_server_ends_well(string signal)
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Tiny);
        await server.Process.SignalAsync(signal);
        Assert.Equal(0, (await server.Process.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_running_stream_may_finish()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty, "--drain-seconds", "100");
        using StreamReader stream = await server.StreamChatAsync(2000);
        await server.Process.SignalAsync("TERM");
        string rest = await stream.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("data: [DONE]", rest.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"length\"", rest, StringComparison.Ordinal);
        Assert.Equal(0, (await server.Process.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task While_a_stream_finishes_new_connections_are_told_to_come_back()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty, "--drain-seconds", "100");
        using StreamReader stream = await server.StreamChatAsync(ModelFolder.LongContext - 1000);
        await server.Process.SignalAsync("TERM");
        await server.Process.ErrorAsync("the word that it stops", text => text.Contains("stopping", StringComparison.Ordinal));
        using var newcomer = new HttpClient { BaseAddress = new Uri(server.Address) };
        Assert.Equal(HttpStatusCode.OK, (await newcomer.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await newcomer.GetAsync("/ready", TestContext.Current.CancellationToken)).StatusCode);
        using var body = new StringContent("{}");
        HttpResponseMessage refused = await newcomer.PostAsync("/v1/completions", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await server.Process.SignalAsync("TERM");
    }

    [Fact]
    public async Task At_the_deadline_a_stream_ends_with_a_terminal_event()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty, "--drain-seconds", "1");
        using StreamReader stream = await server.StreamChatAsync(ModelFolder.LongContext - 1000);
        await server.Process.SignalAsync("TERM");
        string rest = await stream.ReadToEndAsync(TestContext.Current.CancellationToken);
        string last = rest.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal));
        Assert.True(last.Contains("[DONE]", StringComparison.Ordinal) || last.Contains("\"error\"", StringComparison.Ordinal), last);
        Assert.Equal(0, (await server.Process.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_second_signal_ends_at_once()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty, "--drain-seconds", "1000");
        using StreamReader stream = await server.StreamChatAsync(ModelFolder.LongContext - 1000);
        await server.Process.SignalAsync("INT");
        await server.Process.ErrorAsync("the word that it stops", text => text.Contains("stopping", StringComparison.Ordinal));
        await server.Process.SignalAsync("INT");
        Assert.Equal(130, (await server.Process.EndAsync()).ExitCode);
    }
}
