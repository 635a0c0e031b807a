using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Xinference.Api;

/// <summary>Writes server-sent events, each of them on its way at once.</summary>
internal sealed class SseWriter : IDisposable
{
    private readonly PipeWriter _body;
    private readonly Utf8JsonWriter _json;

    private SseWriter(PipeWriter body)
    {
        _body = body;
        _json = new(body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Sets the headers of an event stream; from here on errors are events.</summary>
    public static SseWriter Start(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        // nginx and its like would otherwise gather events.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        return new(context.Response.BodyWriter);
    }

    public async ValueTask WriteAsync(object value, JsonTypeInfo type, CancellationToken cancellationToken)
    {
        _body.Write("data: "u8);
        _json.Reset();
        JsonSerializer.Serialize(_json, value, type);
        await _json.FlushAsync(cancellationToken).ConfigureAwait(false);
        _body.Write("\n\n"u8);
        await _body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DoneAsync(CancellationToken cancellationToken)
    {
        _body.Write("data: [DONE]\n\n"u8);
        await _body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _json.Dispose();
}
