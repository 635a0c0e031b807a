using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Xinference.Api;

/// <summary>Reads a chat completion request: each of OpenAI's fields is honoured or refused by name, none ignored.</summary>
internal static class ChatRequestReader
{
    private static readonly FrozenSet<string> OwnVariables =
        FrozenSet.ToFrozenSet(["messages", "tools", "documents", "add_generation_prompt", "bos_token", "eos_token"]);

    /// <exception cref="ApiException">Something is wrong with it: all faults at once.</exception>
    public static ChatCompletionRequest Read(JsonElement body, ApiOptions options)
    {
        Faults faults = new();
        JsonFields fields = new(body, faults);
        ChatCompletionRequest request = SamplingFields.Read(fields, new ChatCompletionRequest { Model = "", Messages = [] }, options) with
        {
            Messages = MessageReader.Read(fields),
            MaxCompletionTokens = (int?)fields.Integer("max_completion_tokens", 1, int.MaxValue),
            Logprobs = fields.Boolean("logprobs"),
            TopLogprobs = (int?)fields.Integer("top_logprobs", 0, 20),
            ChatTemplateKwargs = ReadArguments(fields),
            EnableThinking = ReadThinking(fields),
        };
        CheckTogether(request, faults);
        HostedServiceFields.Read(fields);
        RefuseUnsupported(fields);
        fields.RefuseUnknown();
        faults.ThrowIfAny();
        return request;
    }

    private static void CheckTogether(ChatCompletionRequest request, Faults faults)
    {
        if (request is { TopLogprobs: not null, Logprobs: not true })
        {
            faults.Add("top_logprobs", "'top_logprobs' needs 'logprobs': true");
        }

        if (request is { MaxTokens: not null, MaxCompletionTokens: not null })
        {
            faults.Add("max_tokens", "'max_tokens' and 'max_completion_tokens' mean the same: give one");
        }

        if (request.EnableThinking is not null && request.ChatTemplateKwargs?.ContainsKey("enable_thinking") == true)
        {
            faults.Add("enable_thinking", "'enable_thinking' is given twice: 'chat_template_kwargs' has it too");
        }
    }

    /// <summary>To make no effort at reasoning is not to think; templates know no other degrees.</summary>
    private static bool? ReadThinking(JsonFields fields)
    {
        bool? thinking = fields.Boolean("enable_thinking");
        fields.Refuse("reasoning_effort", "use 'none', 'enable_thinking' or 'chat_template_kwargs' as the model's template has it", IsNone);
        if (fields.Any("reasoning_effort") is not { } effort || !IsNone(effort))
        {
            return thinking;
        }

        if (thinking == true)
        {
            fields.Faults.Add("reasoning_effort", "'reasoning_effort': \"none\" contradicts 'enable_thinking': true");
        }

        return false;
    }

    private static Dictionary<string, JsonNode?>? ReadArguments(JsonFields fields)
    {
        if (fields.Object("chat_template_kwargs") is not { } value)
        {
            return null;
        }

        Dictionary<string, JsonNode?> arguments = new(StringComparer.Ordinal);
        foreach (JsonProperty argument in value.EnumerateObject())
        {
            if (OwnVariables.Contains(argument.Name))
            {
                fields.Faults.Add("chat_template_kwargs", $"'chat_template_kwargs.{argument.Name}' is set from the request itself");
            }

            arguments[argument.Name] = ToNode(argument.Value);
        }

        return arguments;
    }

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };

    private static void RefuseUnsupported(JsonFields fields)
    {
        const string NoTools = "tools are not available yet";
        const string NoAudio = "only text goes in and out";
        fields.Refuse("tools", NoTools, HostedServiceFields.IsEmptyList);
        // Without tools these choose among nothing.
        fields.Refuse("tool_choice", NoTools, value => HostedServiceFields.IsText(value, "auto") || IsNone(value));
        fields.Boolean("parallel_tool_calls");
        fields.Refuse("functions", NoTools, HostedServiceFields.IsEmptyList);
        fields.Refuse("function_call", NoTools, value => HostedServiceFields.IsText(value, "auto") || IsNone(value));
        fields.Refuse("response_format", "only {\"type\": \"text\"} is available yet", IsTextFormat);
        fields.Refuse("modalities", NoAudio, IsTextOnly);
        fields.Refuse("audio", NoAudio);
        fields.Refuse("prediction", "predicted output is not available");
        fields.Refuse("web_search_options", "there is no web search");
        fields.Refuse("verbosity", "ask for it in a message", value => HostedServiceFields.IsText(value, "medium"));
        fields.Refuse("moderation", "answers are not moderated");
    }

    private static bool IsNone(JsonElement value) => HostedServiceFields.IsText(value, "none");

    private static bool IsTextFormat(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.GetPropertyCount() == 1
        && value.TryGetProperty("type", out JsonElement type)
        && HostedServiceFields.IsText(type, "text");

    private static bool IsTextOnly(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => HostedServiceFields.IsText(item, "text"));
}
