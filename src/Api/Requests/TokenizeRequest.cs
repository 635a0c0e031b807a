using System.Collections.Immutable;
using System.Text.Json;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>A text or a conversation to turn into token ids.</summary>
internal sealed record TokenizeRequest
{
    /// <summary>The uid of the model.</summary>
    public required string Model { get; init; }

    /// <summary>A text; either this or <c>messages</c>.</summary>
    public string? Prompt { get; init; }

    /// <summary>A conversation, to be put through the model's chat template.</summary>
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>Add the begin and end tokens the model expects around a text; true unless given.</summary>
    public bool? AddSpecialTokens { get; init; }

    /// <summary>Also return each token as text.</summary>
    public bool? ReturnTokenStrs { get; init; }

    /// <exception cref="ApiException">Something is wrong with it: all faults at once.</exception>
    public static TokenizeRequest Read(JsonElement body)
    {
        Faults faults = new();
        JsonFields fields = new(body, faults);
        bool isChat = fields.Any("messages") is not null;
        TokenizeRequest request = new()
        {
            Model = SamplingFields.ReadModel(fields),
            Prompt = fields.Text("prompt"),
            Messages = isChat ? MessageReader.Read(fields) : null,
            AddSpecialTokens = fields.Boolean("add_special_tokens"),
            ReturnTokenStrs = fields.Boolean("return_token_strs"),
        };
        if (isChat == (request.Prompt is not null))
        {
            faults.Add("prompt", "give either 'prompt' or 'messages'", "missing_required_parameter");
        }

        if (isChat && request.AddSpecialTokens is not null)
        {
            faults.Add("add_special_tokens", "'add_special_tokens' goes with 'prompt': a chat template writes its own");
        }

        fields.RefuseUnknown();
        faults.ThrowIfAny();
        return request;
    }
}

/// <summary>Token ids to turn into text.</summary>
internal sealed record DetokenizeRequest
{
    /// <summary>The uid of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The ids.</summary>
    public required ImmutableArray<int> Tokens { get; init; }

    /// <exception cref="ApiException">Something is wrong with it: all faults at once.</exception>
    public static DetokenizeRequest Read(JsonElement body)
    {
        Faults faults = new();
        JsonFields fields = new(body, faults);
        string model = SamplingFields.ReadModel(fields);
        ImmutableArray<int> ids = [];
        if (fields.Any("tokens") is not { ValueKind: JsonValueKind.Array } list || !TokenIds.TryRead(list, out ids))
        {
            faults.Add("tokens", "'tokens' must be a list of token ids", "invalid_type");
        }

        fields.RefuseUnknown();
        faults.ThrowIfAny();
        return new() { Model = model, Tokens = ids };
    }
}
