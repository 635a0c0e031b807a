using System.Text.Json;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Reads the turns of a conversation.</summary>
internal static class MessageReader
{
    public static IReadOnlyList<ChatMessage> Read(JsonFields fields)
    {
        if (fields.Any("messages") is not { } value)
        {
            fields.Faults.Add("messages", "'messages' is missing", "missing_required_parameter");
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            fields.Faults.Add("messages", "'messages' must be a list of at least one message", "invalid_type");
            return [];
        }

        return [.. value.EnumerateArray().Select((message, i) => ReadOne(message, $"messages[{i}]", fields.Faults))];
    }

    private static ChatMessage ReadOne(JsonElement message, string path, Faults faults)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, $"'{path}' must be an object, not {RequestBody.Name(message.ValueKind)}", "invalid_type");
            return new("", "");
        }

        JsonFields fields = new(message, path, faults);
        string role = ReadRole(fields);
        ChatMessage read = new(role, ReadContent(fields, role)) { Name = fields.Text("name") };
        if (role == "assistant")
        {
            read = read with { Reasoning = fields.Text("reasoning_content") };
            RefuseAssistantFields(fields);
        }
        else if (role == "tool")
        {
            read = read with { ToolCallId = ReadToolCallId(fields) };
        }

        fields.RefuseUnknown();
        return read;
    }

    private static string ReadRole(JsonFields fields)
    {
        string? role = fields.Text("role");
        switch (role)
        {
            case "system" or "user" or "assistant" or "tool":
                return role;
            case "developer":
                // OpenAI's newer name; chat templates know the older one.
                return "system";
            default:
                fields.Faults.Add(
                    fields.Path("role"),
                    $"'{fields.Path("role")}' must be one of system, developer, user, assistant, tool",
                    role is null ? "missing_required_parameter" : "invalid_value");
                return "";
        }
    }

    private static string ReadToolCallId(JsonFields fields)
    {
        string? id = fields.Text("tool_call_id");
        if (id is null)
        {
            fields.Faults.Add(
                fields.Path("tool_call_id"), $"'{fields.Path("tool_call_id")}' is missing", "missing_required_parameter");
        }

        return id ?? "";
    }

    private static string ReadContent(JsonFields fields, string role)
    {
        switch (fields.Any("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                return text.GetString()!;
            case { ValueKind: JsonValueKind.Array } parts:
                return ReadParts(parts, fields.Path("content"), fields.Faults);
            case { } other:
                fields.WrongKind("content", other, "a string or a list of parts");
                return "";
            default:
                if (role != "assistant")
                {
                    fields.Faults.Add(fields.Path("content"), $"'{fields.Path("content")}' is missing", "missing_required_parameter");
                }

                return "";
        }
    }

    /// <summary>The text parts, one per line: templates see one text.</summary>
    private static string ReadParts(JsonElement parts, string path, Faults faults)
    {
        List<string> texts = [];
        foreach ((int i, JsonElement part) in parts.EnumerateArray().Index())
        {
            string place = $"{path}[{i}]";
            if (part.ValueKind != JsonValueKind.Object)
            {
                faults.Add(place, $"'{place}' must be an object, not {RequestBody.Name(part.ValueKind)}", "invalid_type");
                continue;
            }

            JsonFields fields = new(part, place, faults);
            string? type = fields.Text("type");
            if (type != "text")
            {
                string kind = type is null ? "a part without a type" : $"a part of type '{Quoted.Shorten(type)}'";
                faults.Add(place, $"'{place}' is {kind}: only text parts are supported", "unsupported_parameter");
                continue;
            }

            texts.Add(fields.Text("text") ?? Missing(fields));
            fields.RefuseUnknown();
        }

        return string.Join('\n', texts);
    }

    private static string Missing(JsonFields fields)
    {
        fields.Faults.Add(fields.Path("text"), $"'{fields.Path("text")}' is missing", "missing_required_parameter");
        return "";
    }

    /// <summary>Fields that clients send back with the server's own answers, empty.</summary>
    private static void RefuseAssistantFields(JsonFields fields)
    {
        fields.Refuse("tool_calls", "tools are not available yet", HostedServiceFields.IsEmptyList);
        fields.Refuse("function_call", "tools are not available yet");
        fields.Refuse("refusal", "refusals are not kept apart from content");
        fields.Refuse("audio", "only text goes in and out");
        fields.Refuse("annotations", "there are none", HostedServiceFields.IsEmptyList);
    }
}
