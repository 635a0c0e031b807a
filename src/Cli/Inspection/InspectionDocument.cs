using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Xinference.Formats;

namespace Xinference.Cli.Inspection;

/// <summary>What <c>inspect --format json</c> prints. Lists longer than a screen become their length and their first values.</summary>
internal static class InspectionDocument
{
    private const int LongestList = 64;
    private const int ShownValues = 8;

    public static JsonObject Of(IWeightFile file) => new()
    {
        ["format"] = file.Format,
        ["paths"] = new JsonArray([.. file.Paths.Select(p => JsonValue.Create(p))]),
        ["parameters"] = file.Tensors.Values.Sum(t => t.Shape.Elements),
        ["bytes"] = file.Tensors.Values.Sum(t => t.ByteLength),
        ["metadata"] = new JsonObject(FileMetadata.Of(file).Select(entry => KeyValuePair.Create(entry.Key, Node(entry.Value)))),
        ["tensors"] = new JsonArray([.. file.Tensors.Values.Select(Tensor)]),
    };

    private static JsonObject Tensor(TensorInfo tensor) => new()
    {
        ["name"] = tensor.Name,
        ["type"] = tensor.Type.ToString(),
        ["shape"] = new JsonArray([.. tensor.Shape.Extents.Select(e => JsonValue.Create(e))]),
        ["bytes"] = tensor.ByteLength,
    };

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        float or double => Real(Convert.ToDouble(value, CultureInfo.InvariantCulture), value),
        IList { Count: > LongestList } list => new JsonObject { ["count"] = list.Count, ["first"] = Array(list.Cast<object?>().Take(ShownValues)) },
        IList list => Array(list.Cast<object?>()),
        _ => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
    };

    // JSON has no infinity; a float is written with its own digits, not with those of the nearest double
    private static JsonValue Real(double real, object value) => (double.IsFinite(real), value) switch
    {
        (false, _) => JsonValue.Create(real.ToString(CultureInfo.InvariantCulture)),
        (true, float single) => JsonValue.Create(single),
        (true, _) => JsonValue.Create(real),
    };

    private static JsonArray Array(IEnumerable<object?> values) => new([.. values.Select(Node)]);
}
