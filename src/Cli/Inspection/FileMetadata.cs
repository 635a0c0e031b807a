using System.Text.Json;
using Xinference.Formats;

namespace Xinference.Cli.Inspection;

/// <summary>What a weight file says about its model: the keys of a GGUF file, or the fields of the <c>config.json</c> beside safetensors.</summary>
internal static class FileMetadata
{
    /// <summary>Values are null, text, numbers, booleans or lists of these; a section of a configuration is its JSON text.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(IWeightFile file)
    {
        if (file is GgufFile gguf)
        {
            return gguf.Metadata.Keys.Select(key => KeyValuePair.Create(key, gguf.Metadata[key]));
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file.Paths[0]))!;
        if (!File.Exists(Path.Combine(folder, "config.json")))
        {
            return [];
        }

        HfConfig config = HfConfig.Open(folder);
        return config.Fields.Select(field => KeyValuePair.Create(field, config.Raw(field) is { } value ? Plain(value) : null));
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToArray(),
        _ => value.GetRawText(),
    };
}
