using System.Text.Json;

namespace Xinference.Formats;

/// <summary>The table of contents of a sharded model: <c>{"weight_map": {"tensor name": "file name", …}}</c>.</summary>
internal static class SafetensorsIndex
{
    public const string FileName = "model.safetensors.index.json";
    private const int DeepestJson = 16;

    /// <summary>The shard of each tensor, as a path in the index's folder, in index order.</summary>
    public static OrderedDictionary<string, string> Read(string path)
    {
        byte[] json = WeightFiles.ReadSmall(path, SafetensorsShard.MostHeaderBytes);
        return JsonFaults.Guard(path, "index", json, span => Map(JsonElement.Parse(span, StrictJson.Options(DeepestJson)), path));
    }

    private static OrderedDictionary<string, string> Map(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new WeightFileException(path, "is no index of safetensors files: it has no object weight_map");
        }

        string folder = Path.GetDirectoryName(path) ?? "";
        var shards = new OrderedDictionary<string, string>();
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string? file = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null;
            if (!IsPlainName(file))
            {
                throw new WeightFileException(
                    path,
                    $"weight_map puts tensor {WeightFileException.Quote(entry.Name)} into "
                    + $"{WeightFileException.Quote(file ?? entry.Value.ValueKind.ToString())}, which is not the name of a file beside it");
            }

            shards.Add(entry.Name, Path.Combine(folder, file!));
        }

        return shards.Count > 0
            ? shards
            : throw new WeightFileException(path, "lists no tensors in weight_map", "the index is incomplete; fetch it again");
    }

    private static bool IsPlainName(string? file) =>
        file is { Length: > 0 } && file is not ("." or "..") && file.AsSpan().IndexOfAny("/\\:\0") < 0;
}
