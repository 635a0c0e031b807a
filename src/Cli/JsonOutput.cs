using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Xinference.Cli;

/// <summary>Prints one JSON document. Only what JSON itself demands is escaped: the reader is a script or a person, not a web page.</summary>
internal static class JsonOutput
{
    public static void Print<T>(T document, JsonTypeInfo<T> type)
    {
        var options = new JsonSerializerOptions(type.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        Console.WriteLine(JsonSerializer.Serialize(document, options.GetTypeInfo(typeof(T))));
    }

    public static void Print(JsonNode document) => Console.WriteLine(document.ToJsonString(
        new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
