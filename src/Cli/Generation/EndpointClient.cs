using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xinference.Serving;

namespace Xinference.Cli.Generation;

/// <summary>Talks to a running server through its OpenAI-compatible routes.</summary>
internal sealed class EndpointClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _endpoint;

    /// <param name="endpoint">Address of the server, with or without <c>/v1</c>.</param>
    /// <param name="apiKey">Key to present; null: <c>XINFERENCE_API_KEY</c>, if that is set.</param>
    public EndpointClient(string endpoint, string? apiKey)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"--endpoint '{endpoint}' is no address; write it like http://127.0.0.1:9997");
        }

        _endpoint = address.AbsoluteUri.TrimEnd('/');
        _endpoint = _endpoint.EndsWith("/v1", StringComparison.Ordinal) ? _endpoint : $"{_endpoint}/v1";
        _http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        if ((apiKey ?? Environment.GetEnvironmentVariable("XINFERENCE_API_KEY")) is { Length: > 0 } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Refuses a key that nobody would be shown.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public static void RefuseKeyWithoutEndpoint(string? apiKey)
    {
        if (apiKey is not null)
        {
            throw new UsageException("--api-key is for the server at --endpoint: give both or neither");
        }
    }

    /// <summary>Streams the continuation of a prompt, a text or an array of token ids.</summary>
    public async Task CompleteAsync(JsonNode prompt, Action<JsonObject> setSampling, Action<string> onText, CancellationToken cancellationToken)
    {
        JsonObject body = new() { ["prompt"] = prompt };
        setSampling(body);
        await StreamAsync("completions", body, choice => (string?)choice["text"], onText, cancellationToken);
    }

    /// <summary>Streams the answer to a conversation.</summary>
    public async Task ChatAsync(IReadOnlyList<ChatMessage> messages, Action<JsonObject> setSampling, Action<string> onText, CancellationToken cancellationToken)
    {
        JsonObject body = new()
        {
            ["messages"] = new JsonArray([.. messages.Select(m => new JsonObject { ["role"] = m.Role, ["content"] = m.Content })]),
        };
        setSampling(body);
        await StreamAsync("chat/completions", body, choice => (string?)choice["delta"]?["content"], onText, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    // the first model the server lists
    private async Task<string> FirstModelAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_endpoint}/models");
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        JsonNode? list = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return (string?)list?["data"]?.AsArray().FirstOrDefault()?["id"]
            ?? throw new EndpointException($"{_endpoint} serves no model");
    }

    private async Task StreamAsync(
        string route, JsonObject body, Func<JsonNode, string?> textOf, Action<string> onText, CancellationToken cancellationToken)
    {
        try
        {
            await ReadStreamAsync(route, body, textOf, onText, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new EndpointException($"{_endpoint} does not speak the OpenAI API: {e.Message}");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw BrokenOff();
        }
    }

    private async Task ReadStreamAsync(
        string route, JsonObject body, Func<JsonNode, string?> textOf, Action<string> onText, CancellationToken cancellationToken)
    {
        body["model"] = await FirstModelAsync(cancellationToken);
        body["stream"] = true;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_endpoint}/{route}")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.Data == "[DONE]")
            {
                return;
            }

            JsonNode? chunk = JsonNode.Parse(item.Data);
            if ((string?)chunk?["error"]?["message"] is { } message)
            {
                throw new EndpointException(message);
            }

            if (chunk?["choices"]?.AsArray().FirstOrDefault() is { } choice && textOf(choice) is { } text)
            {
                onText(text);
            }
        }

        throw BrokenOff();
    }

    private EndpointException BrokenOff() => new($"{_endpoint} broke off in the middle of the answer");

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new EndpointException($"no server answers at {_endpoint}: {e.Message}; is it running? (xinference start)");
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new EndpointException($"{request.RequestUri} answered {(int)response.StatusCode}: {MessageIn(text)}");
        }
    }

    private static string MessageIn(string body)
    {
        try
        {
            return (string?)JsonNode.Parse(body)?["error"]?["message"] ?? Shorten(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Shorten(body);
        }
    }

    // a page of HTML, say
    private static string Shorten(string body)
    {
        string line = body.ReplaceLineEndings(" ").Trim();
        return line.Length > 200 ? $"{line[..200]}…" : line;
    }
}
