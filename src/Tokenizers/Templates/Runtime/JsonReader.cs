using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Xinference.Tokenizers.Templates;

/// <summary>Copies JSON into template values, so that a template can never change its input.</summary>
internal static class JsonReader
{
    public static Value Read(JsonNode? node, Budget budget)
    {
        budget.Enter();
        Value value = node switch
        {
            null => NoneValue.Instance,
            JsonObject json => ReadObject(json, budget),
            JsonArray json => ReadArray(json, budget),
            JsonValue json => ReadScalar(json),
            _ => throw new TemplateFault("unknown kind of JSON node"),
        };
        budget.Leave();
        return value;
    }

    /// <summary>Parses JSON text, for the filter <c>from_json</c>.</summary>
    public static Value Parse(string text, Budget budget)
    {
        try
        {
            budget.Text(text.Length);
            return Read(JsonNode.Parse(text), budget);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new TemplateFault($"not valid JSON: {error.Message}");
        }
    }

    private static DictValue ReadObject(JsonObject json, Budget budget)
    {
        budget.Elements(json.Count);
        DictValue dict = new();
        foreach ((string key, JsonNode? item) in json)
        {
            dict.Set(key, Read(item, budget));
        }

        return dict;
    }

    private static ListValue ReadArray(JsonArray json, Budget budget)
    {
        budget.Elements(json.Count);
        List<Value> items = new(json.Count);
        foreach (JsonNode? item in json)
        {
            items.Add(Read(item, budget));
        }

        return new ListValue(items);
    }

    private static Value ReadScalar(JsonValue json)
    {
        switch (json.GetValueKind())
        {
            case JsonValueKind.String: return new StringValue(json.GetValue<string>());
            case JsonValueKind.True: return BoolValue.True;
            case JsonValueKind.False: return BoolValue.False;
            case JsonValueKind.Number: return ReadNumber(json);
            default: return NoneValue.Instance;
        }
    }

    private static Value ReadNumber(JsonValue json)
    {
        bool parsed = json.TryGetValue(out JsonElement element);
        string text = parsed ? element.GetRawText() : json.ToJsonString();
        bool isFloat = text.AsSpan().ContainsAny(".eE")
            || (!parsed && (json.TryGetValue(out double _) || json.TryGetValue(out float _)));
        if (!isFloat && text.Length > IntValue.MaxBits)
        {
            throw new TemplateFault($"a JSON integer of {text.Length} digits passes the limit of {IntValue.MaxBits} bits");
        }

        return isFloat
            ? new FloatValue(double.Parse(text, CultureInfo.InvariantCulture))
            : new IntValue(BigInteger.Parse(text, CultureInfo.InvariantCulture));
    }
}
