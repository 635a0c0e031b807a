using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xinference.Serving;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Api;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatEndpoint(ApiOptions options, GenerationStarter starter, GenerationRunner runner)
{
    public async Task HandleAsync(HttpContext context)
    {
        ChatCompletionRequest request =
            ChatRequestReader.Read(await RequestBody.ReadAsync(context, options).ConfigureAwait(false), options);
        ServedModel model = starter.Find(request.Model);
        ImmutableArray<int> ids = Encode(model, request.Messages, ArgumentsOf(request), context.RequestAborted);
        Generation generation = starter.Create("chatcmpl", model, request, [ids], "messages");
        if (request.Stream == true)
        {
            ChatChunks chunks = new(generation, request.StreamOptions?.IncludeUsage == true);
            await runner.StreamAsync(context, generation, chunks).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<ChoiceText> texts = await runner.CollectAsync(context, generation).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(Answer(generation, texts), ApiJson.Wire.ChatCompletion).ConfigureAwait(false);
    }

    /// <exception cref="ApiException">The model cannot chat, or its template refuses the conversation.</exception>
    public static ImmutableArray<int> Encode(
        ServedModel model,
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyDictionary<string, JsonNode?> arguments,
        CancellationToken cancellationToken)
    {
        if (model.ChatTemplate is null)
        {
            throw ApiException.BadRequest(
                $"model '{model.Uid}' has no chat template: use /v1/completions", "model", "chat_not_supported");
        }

        try
        {
            return ChatPrompt.Encode(model, messages, arguments, cancellationToken);
        }
        catch (TemplateException e)
        {
            throw ApiException.BadRequest(
                $"the chat template of model '{model.Uid}' refuses the conversation: {e.Message}", "messages", "chat_template_error");
        }
        catch (PromptTooLongException e)
        {
            throw ApiException.BadRequest(e.Message, "messages", "context_length_exceeded");
        }
        catch (TokenizerException e)
        {
            throw ApiException.BadRequest(e.Message, "messages", "tokenizer_error");
        }
    }

    private static Dictionary<string, JsonNode?> ArgumentsOf(ChatCompletionRequest request)
    {
        Dictionary<string, JsonNode?> arguments = new(request.ChatTemplateKwargs ?? ImmutableDictionary<string, JsonNode?>.Empty);
        if (request.EnableThinking is { } thinking)
        {
            arguments["enable_thinking"] = JsonValue.Create(thinking);
        }

        return arguments;
    }

    private static ChatCompletion Answer(Generation generation, IReadOnlyList<ChoiceText> texts) => new(
        generation.Id,
        "chat.completion",
        generation.Created,
        generation.Model.Uid,
        [
            .. texts.Select((text, i) => new ChatChoice(
                i,
                new("assistant", text.Text, null),
                LogprobBodies.ForChat(generation.WithLogprobs, text.Tokens),
                WireNames.Of(text.Reason))),
        ],
        generation.Count([.. texts.Select(text => text.Usage)]),
        WireNames.SystemFingerprint);
}
