using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xinference.Serving;
using Xinference.Tokenizers;

namespace Xinference.Api;

/// <summary><c>POST /v1/tokenize</c> and <c>POST /v1/detokenize</c>.</summary>
internal sealed class TokenEndpoints(ApiOptions options, GenerationStarter starter)
{
    public async Task TokenizeAsync(HttpContext context)
    {
        TokenizeRequest request = TokenizeRequest.Read(await RequestBody.ReadAsync(context, options).ConfigureAwait(false));
        ServedModel model = starter.Find(request.Model);
        ImmutableArray<int> ids = request.Messages is { } messages
            ? ChatEndpoint.Encode(model, messages, ImmutableDictionary<string, JsonNode?>.Empty, context.RequestAborted)
            : Encode(model, request.Prompt!, new(request.AddSpecialTokens ?? true, ParseSpecialTokens: true));
        IReadOnlyList<string>? spelled = request.ReturnTokenStrs == true ? [.. ids.Select(model.Tokenizer.Spell)] : null;
        TokenizeResponse answer = new(ids.Length, model.Gateway.Limits.ContextLength, ids, spelled);
        await context.Response.WriteAsJsonAsync(answer, ApiJson.Wire.TokenizeResponse).ConfigureAwait(false);
    }

    public async Task DetokenizeAsync(HttpContext context)
    {
        DetokenizeRequest request = DetokenizeRequest.Read(await RequestBody.ReadAsync(context, options).ConfigureAwait(false));
        ServedModel model = starter.Find(request.Model);
        TokenIds.Check(model, request.Tokens, "tokens");
        string text = model.Tokenizer.Decode(request.Tokens.AsSpan(), skipSpecialTokens: false);
        await context.Response.WriteAsJsonAsync(new DetokenizeResponse(text), ApiJson.Wire.DetokenizeResponse).ConfigureAwait(false);
    }

    /// <exception cref="ApiException">The text is far longer than the context, or the vocabulary cannot express it.</exception>
    public static ImmutableArray<int> Encode(ServedModel model, string text, EncodeOptions options)
    {
        try
        {
            return TextPrompt.Encode(model, text, options);
        }
        catch (PromptTooLongException e)
        {
            throw ApiException.BadRequest(e.Message, "prompt", "context_length_exceeded");
        }
        catch (TokenizerException e)
        {
            throw ApiException.BadRequest(e.Message, "prompt", "tokenizer_error");
        }
    }
}
