using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Xinference.TrainTiny.Publish;

/// <summary>One way to write JSON files: indented, readable characters kept, a line end at the end.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string path, JsonNode node) => File.WriteAllText(path, node.ToJsonString(Readable) + "\n");

    public static JsonArray Array<T>(IEnumerable<T> values) => [.. values.Select(value => JsonSerializer.SerializeToNode(value))];
}
