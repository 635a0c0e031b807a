using System.Collections.Immutable;
using System.Text.Json;

namespace Xinference.Api;

/// <summary>Reads a text completion request: each of OpenAI's fields is honoured or refused by name, none ignored.</summary>
internal static class CompletionRequestReader
{
    /// <exception cref="ApiException">Something is wrong with it: all faults at once.</exception>
    public static CompletionRequest Read(JsonElement body, ApiOptions options)
    {
        Faults faults = new();
        JsonFields fields = new(body, faults);
        CompletionRequest request = SamplingFields.Read(fields, new CompletionRequest { Model = "", Prompt = [] }, options) with
        {
            Prompt = ReadPrompts(fields),
            Echo = fields.Boolean("echo"),
            Logprobs = (int?)fields.Integer("logprobs", 0, 5),
        };
        if (request is { Echo: true, Logprobs: not null })
        {
            faults.Add("logprobs", "'logprobs' is not supported with 'echo': those of the prompt are not computed", "unsupported_parameter");
        }

        if ((long)request.Prompt.Count * (request.N ?? 1) > options.MaxChoices)
        {
            faults.Add("n", $"prompts times 'n' must not exceed {options.MaxChoices}", "value_out_of_range");
        }

        HostedServiceFields.Read(fields);
        fields.Refuse("best_of", "use 'n'", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long n) && n == 1);
        fields.Refuse("suffix", "text is continued, not filled in", value => HostedServiceFields.IsText(value, ""));
        fields.RefuseUnknown();
        faults.ThrowIfAny();
        return request;
    }

    private static IReadOnlyList<CompletionPrompt> ReadPrompts(JsonFields fields)
    {
        if (fields.Any("prompt") is not { } value)
        {
            fields.Faults.Add("prompt", "'prompt' is missing", "missing_required_parameter");
            return [];
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return [new(value.GetString(), [])];
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            JsonElement first = value[0];
            IReadOnlyList<CompletionPrompt?> prompts = first.ValueKind == JsonValueKind.Number
                ? [ReadIds(value)]
                : [.. value.EnumerateArray().Select(item => item.ValueKind == first.ValueKind ? ReadItem(item) : null)];
            if (prompts.All(prompt => prompt is not null))
            {
                return prompts!;
            }
        }

        fields.WrongKind("prompt", value, "a text, a list of texts, a list of token ids, or a list of such lists, none empty");
        return [];
    }

    private static CompletionPrompt? ReadItem(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => new(item.GetString(), []),
        JsonValueKind.Array when item.GetArrayLength() > 0 => ReadIds(item),
        _ => null,
    };

    private static CompletionPrompt? ReadIds(JsonElement list) =>
        TokenIds.TryRead(list, out ImmutableArray<int> ids) ? new(null, ids) : null;
}
