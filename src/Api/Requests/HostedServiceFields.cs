using System.Text.Json;

namespace Xinference.Api;

/// <summary>
/// Fields that concern OpenAI's hosted service rather than the text. Those that by their definition cannot change the answer
/// (<c>user</c>, <c>metadata</c>, <c>safety_identifier</c>, <c>prompt_cache_key</c>) are accepted; those that promise something only where
/// the promise is kept.
/// </summary>
internal static class HostedServiceFields
{
    public static void Read(JsonFields fields)
    {
        fields.Text("safety_identifier");
        fields.Text("prompt_cache_key");
        ReadMetadata(fields);
        fields.Refuse("store", "answers are not kept; leave it out or set it to false", IsFalse);
        fields.Refuse("service_tier", "there is one tier; use 'auto' or 'default'", value => IsText(value, "auto") || IsText(value, "default"));
        fields.Refuse("prompt_cache_retention", "the prompt cache keeps what fits", _ => false);
    }

    public static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    public static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    public static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    private static void ReadMetadata(JsonFields fields)
    {
        if (fields.Object("metadata") is { } metadata && metadata.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
        {
            fields.Faults.Add("metadata", "'metadata' takes strings only", "invalid_type");
        }
    }
}
