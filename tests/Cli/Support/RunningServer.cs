using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Xinference.Cli.Tests.Support;

/// <summary><c>xinference start</c> on a free port.</summary>
internal sealed partial class RunningServer : IAsyncDisposable
{
    private RunningServer(XinferenceProcess program, string banner)
    {
        Process = program;
        Banner = banner;
        Address = ReadyLine().Match(banner).Groups[1].Value;
        Client = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromMinutes(2) };
    }

    public XinferenceProcess Process { get; }

    public string Banner { get; }

    public string Address { get; }

    public string Port => Address[(Address.LastIndexOf(':') + 1)..];

    public HttpClient Client { get; }

    public static Task<RunningServer> StartAsync(ModelFolder models, string model, params string[] args) => StartAsync(models, [], model, args);

    public static async Task<RunningServer> StartAsync(
        ModelFolder models, Dictionary<string, string> variables, string model, params string[] args)
    {
        XinferenceProcess program = XinferenceProcess.Start(models, variables, ["start", "--model", model, "--port", "0", .. args]);
        return new(program, await program.OutputAsync("the banner", text => text.Contains("Ctrl-C stops", StringComparison.Ordinal)));
    }

    /// <summary>Begins to stream an answer of up to so many tokens; returns when its first event is there.</summary>
    public async Task<StreamReader> StreamChatAsync(int maxTokens)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(new JsonObject
            {
                ["model"] = "chatty",
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "hello" }),
                ["stream"] = true,
                ["ignore_eos"] = true,
                ["max_tokens"] = maxTokens,
            }),
        };
        HttpResponseMessage response = await Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("data: ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }

    [GeneratedRegex(@"ready on (http://\S+)")]
    private static partial Regex ReadyLine();
}
