using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Serving;

/// <summary>Turns a conversation into the ids a model reads.</summary>
public static class ChatPrompt
{
    /// <summary>
    /// Renders the model's chat template, the header of the assistant's answer included, and encodes the result. Special tokens count only
    /// where the template itself writes them, never where a message or an argument spells one out.
    /// </summary>
    /// <param name="model">The model; it must have a chat template.</param>
    /// <param name="messages">The conversation, oldest turn first.</param>
    /// <param name="arguments">Further template variables, such as <c>enable_thinking</c>.</param>
    /// <param name="cancellationToken">Ends rendering and encoding early.</param>
    /// <exception cref="InvalidOperationException">The model has no chat template.</exception>
    /// <exception cref="TemplateException">The template refused the conversation.</exception>
    /// <exception cref="PromptTooLongException">The rendered conversation cannot fit in the context, however long each token is.</exception>
    /// <exception cref="TokenizerException">The vocabulary cannot express the text.</exception>
    public static ImmutableArray<int> Encode(
        ServedModel model,
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyDictionary<string, JsonNode?> arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(arguments);
        ChatTemplate template = model.ChatTemplate
            ?? throw new InvalidOperationException($"model '{model.Uid}' has no chat template");
        ChatTemplateInput input = new()
        {
            Messages = [.. messages.Select(message => Describe(message, model.SpecialTokens))],
            AddGenerationPrompt = true,
            BosToken = Spelling(model.Tokenizer, model.Tokenizer.Special.Bos),
            EosToken = Spelling(model.Tokenizer, model.Tokenizer.Special.Eos),
            Arguments = arguments.ToDictionary(argument => argument.Key, argument => model.SpecialTokens.Guard(argument.Value)),
        };
        string rendered = template.Render(input, cancellationToken);
        model.PromptBound.Check(rendered);
        return SpecialTokenGuard.Encode(model.Tokenizer, rendered, cancellationToken);
    }

    private static JsonObject Describe(ChatMessage message, SpecialTokenGuard guard)
    {
        JsonObject described = new() { ["role"] = message.Role, ["content"] = guard.Guard(message.Content) };
        AddIfGiven("name", message.Name);
        AddIfGiven("reasoning_content", message.Reasoning);
        AddIfGiven("tool_call_id", message.ToolCallId);
        return described;

        void AddIfGiven(string key, string? text)
        {
            if (text is not null)
            {
                described[key] = guard.Guard(text);
            }
        }
    }

    private static string? Spelling(ITokenizer tokenizer, int? id) => id is { } known ? tokenizer.TokenText(known) : null;
}
