using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Xinference.Api;

/// <summary>Reads a request's body as one JSON object, within bounds.</summary>
internal static class RequestBody
{
    /// <exception cref="ApiException">Wrong content type, too large, too deep, not JSON, or not an object.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context, ApiOptions options)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw WrongContentType(context.Request);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxBodyBytes;
        }

        using MemoryStream body = new();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw ApiException.Invalid(
                e.StatusCode, $"the request body is larger than {options.MaxBodyBytes} bytes", null, "request_too_large");
        }

        return Parse(body.GetBuffer().AsMemory(0, (int)body.Length), options.MaxJsonDepth);
    }

    public static ApiException WrongContentType(HttpRequest request) => ApiException.Invalid(
        StatusCodes.Status415UnsupportedMediaType,
        $"the content type is '{request.ContentType}': send application/json",
        null,
        "unsupported_content_type");

    /// <summary>The object in <paramref name="utf8"/>, free of duplicate names and of text that is not Unicode.</summary>
    /// <exception cref="ApiException">It is not such an object.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        try
        {
            CheckText(utf8.Span, maxDepth);
            using JsonDocument document = JsonDocument.Parse(utf8, new() { MaxDepth = maxDepth, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw ApiException.BadRequest($"the request body is {Name(document.RootElement.ValueKind)}, not a JSON object");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"the request body is not valid JSON: {Place(e)}{Reason(e)}", null, "invalid_json");
        }
    }

    public static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>The parser takes any bytes inside strings and fails only when they are read: find those out first.</summary>
    private static void CheckText(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsText(ref reader))
            {
                int line = utf8[..(int)reader.TokenStartIndex].Count((byte)'\n');
                int start = utf8[..(int)reader.TokenStartIndex].LastIndexOf((byte)'\n') + 1;
                throw new JsonException("a string is not valid Unicode text", null, line, reader.TokenStartIndex - start);
            }
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan);
        }

        byte[] room = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(room);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static string Place(JsonException e) =>
        e is { LineNumber: { } line, BytePositionInLine: { } position } ? $"line {line + 1}, position {position + 1}: " : "";

    /// <summary>The parser's message without the zero-based place it ends in.</summary>
    private static string Reason(JsonException e)
    {
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? e.Message : e.Message[..place];
    }
}
