using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xinference.Cli.Tests.Support;

namespace Xinference.Cli.Tests;

/// <summary><c>xinference start</c> on a real socket, and the commands that talk to it.</summary>
public sealed partial class ServerTests(ModelFolder models)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_curl_line_of_the_banner_works_when_pasted(bool chats)
    {
        await using RunningServer server = await RunningServer.StartAsync(models, chats ? models.Chatty : models.Tiny, "--model-uid", "it's mine");
        string curl = server.Banner[server.Banner.IndexOf("  curl ", StringComparison.Ordinal)..server.Banner.IndexOf("\n\nCtrl-C", StringComparison.Ordinal)];
        Outcome outcome = await XinferenceProcess.RunShellAsync(models, $"command -v curl >/dev/null || exit 99; {curl.Replace("curl ", "curl -sS ", StringComparison.Ordinal)}");
        Assert.SkipWhen(outcome.ExitCode == 99, "needs curl");
        JsonNode answer = JsonNode.Parse(outcome.Success())!;
        Assert.Equal("it's mine", (string?)answer["model"]);
        Assert.NotNull(answer["choices"]);
    }

    [Fact]
    public async Task The_banner_tells_address_model_processor_and_kernels()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Tiny, "--threads", "1");
        Assert.Contains("tiny-model: ", server.Banner, StringComparison.Ordinal);
        Assert.Matches(@"context +128 tokens", server.Banner);
        Assert.Matches(@"cpu +\S", server.Banner);
        Assert.Matches(@"kernels +\w+, 1 threads?", server.Banner);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/ready", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_taken_port_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        (await XinferenceProcess.RunAsync(models, "start", "--model", models.Tiny, "--port", port))
            .IsFault(4, $"cannot listen on 127.0.0.1:{port}", "--port");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_told() =>
        (await XinferenceProcess.RunAsync(models, "start", "--model", models.Tiny, "--host", "192.0.2.1")).IsFault(4, "cannot listen on 192.0.2.1:9997");

    [Fact]
    public async Task Commands_talk_to_a_server()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty);
        string[] sampling = ["--max-tokens", "20", "--temperature", "0", "--endpoint", server.Address];
        string byText = (await XinferenceProcess.RunAsync(models, ["generate", "--prompt", "a", .. sampling])).Success();
        Assert.Equal(byText, (await XinferenceProcess.RunAsync(models, ["generate", "--prompt", "a", .. sampling[..^1], $"{server.Address}/v1/"])).Success());
        Assert.NotEmpty((await XinferenceProcess.RunAsync(models, ["generate", "--prompt-ids", "1,70", .. sampling])).Success());
        string remote = (await XinferenceProcess.RunAsync(models, ["chat", "--message", "hi", .. sampling])).Success();
        string local = (await XinferenceProcess.RunAsync(models, "chat", "--message", "hi", "--max-tokens", "20", "--temperature", "0", "--model-path", models.Chatty)).Success();
        Assert.Equal(local, remote);
    }

    [Fact]
    public async Task A_conversation_reads_turns_until_told_to_leave()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty);
        string one = await ConverseAsync(server, "hi\n");
        Assert.StartsWith(one, await ConverseAsync(server, "hi\nand you?\n"), StringComparison.Ordinal);
        Assert.Equal(one + one, await ConverseAsync(server, "hi\n/clear\n\nhi\n/exit\nnever read\n"));
    }

    [Fact]
    public async Task A_key_is_asked_for_and_presented()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty, "--api-key", "secret");
        Assert.DoesNotContain("secret", server.Banner, StringComparison.Ordinal);
        Assert.Contains("Bearer $XINFERENCE_API_KEY", server.Banner, StringComparison.Ordinal);
        string[] ask = ["generate", "--prompt", "a", "--max-tokens", "2", "--endpoint", server.Address];
        (await XinferenceProcess.RunAsync(models, ask)).IsFault(5, "401");
        (await XinferenceProcess.RunAsync(models, [.. ask, "--api-key", "secret"])).Success();
        (await XinferenceProcess.RunAsync(models, new Dictionary<string, string> { ["XINFERENCE_API_KEY"] = "secret" }, "", ask)).Success();
    }

    [Fact]
    public async Task A_server_that_is_down_is_told() =>
        (await XinferenceProcess.RunAsync(models, "chat", "--endpoint", "http://127.0.0.1:1", "--message", "hi"))
            .IsFault(5, "no server answers at http://127.0.0.1:1/v1", "xinference start");

    [Fact]
    public async Task A_server_of_another_kind_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerWithPageAsync(listener);
        (await XinferenceProcess.RunAsync(models, "generate", "--endpoint", $"http://{listener.LocalEndpoint}", "--prompt", "hi"))
            .IsFault(5, "does not speak the OpenAI API");
        await serving;
    }

    [Fact]
    public async Task A_model_that_cannot_chat_is_told_by_the_server()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Tiny);
        (await XinferenceProcess.RunAsync(models, "chat", "--endpoint", server.Address, "--message", "hi")).IsFault(5, "no chat template");
    }

    [Fact]
    public async Task A_client_that_goes_away_frees_the_engine()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty);
        StreamReader stream = await server.StreamChatAsync(ModelFolder.LongContext - 1000);
        Assert.Equal(1, await RunningAsync(server));
        stream.Dispose();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (await RunningAsync(server) != 0)
        {
            Assert.False(patience.IsCancellationRequested, "waited 60 s for the metrics to show that nothing runs");
        }
    }

    [Fact]
    public async Task Faults_of_requests_are_no_faults_of_the_server()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, models.Chatty);
        HttpResponseMessage response = await server.Client.PostAsJsonAsync("/v1/chat/completions", "nonsense", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
    }

    private async Task<string> ConverseAsync(RunningServer server, string input) => (await XinferenceProcess.RunAsync(
        models, [], input, "chat", "--endpoint", server.Address, "--max-tokens", "12", "--temperature", "0")).Success();

    private static async Task<int> RunningAsync(RunningServer server)
    {
        string metrics = await server.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return int.Parse(RequestsRunning().Match(metrics).Groups[1].Value);
    }

    private static async Task AnswerWithPageAsync(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 16, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nContent-Type: text/html\r\n\r\n<html>hi</html>"),
            TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"(?m)^xinference_requests_running\{[^}]*\} (\d+)")]
    private static partial Regex RequestsRunning();
}
