using System.Text.Json;

namespace Xinference.Api;

/// <summary>
/// Reads the fields of a JSON object and notes every fault instead of stopping at the first. A field that is absent or null reads as
/// null. A field that nobody asked for is a fault: nothing a client sends is ignored.
/// </summary>
internal sealed class JsonFields(JsonElement element, string path, Faults faults)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public JsonFields(JsonElement element, Faults faults)
        : this(element, "", faults)
    {
    }

    public Faults Faults => faults;

    /// <summary>The field's full name for error messages.</summary>
    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public JsonElement? Any(string name)
    {
        _known.Add(name);
        return element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string? Text(string name) => Of(name, JsonValueKind.String, "a string")?.GetString();

    public JsonElement? Object(string name) => Of(name, JsonValueKind.Object, "an object");

    public bool? Boolean(string name)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        WrongKind(name, value, "true or false");
        return null;
    }

    /// <summary>A number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public double? Number(string name, double min, double max)
    {
        if (Of(name, JsonValueKind.Number, "a number") is not { } value)
        {
            return null;
        }

        if (value.TryGetDouble(out double number) && number >= min && number <= max)
        {
            return number;
        }

        faults.Add(Path(name), $"'{Path(name)}' must be between {min:R} and {max:R}", "value_out_of_range");
        return null;
    }

    /// <summary>A whole number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public long? Integer(string name, long min, long max)
    {
        if (Of(name, JsonValueKind.Number, "a whole number") is not { } value)
        {
            return null;
        }

        if (value.TryGetInt64(out long number) && number >= min && number <= max)
        {
            return number;
        }

        faults.Add(Path(name), $"'{Path(name)}' must be a whole number between {min} and {max}", "value_out_of_range");
        return null;
    }

    /// <summary>Accepts a field only where it asks for what happens anyway.</summary>
    public void Refuse(string name, string reason, Func<JsonElement, bool>? isHarmless = null)
    {
        if (Any(name) is { } value && isHarmless?.Invoke(value) != true)
        {
            faults.Add(Path(name), $"'{Path(name)}' is not supported: {reason}", "unsupported_parameter");
        }
    }

    /// <summary>Notes every field that was not asked for.</summary>
    public void RefuseUnknown()
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (_known.Contains(property.Name))
            {
                continue;
            }

            if (faults.IsFull)
            {
                faults.AddUnlisted();
            }
            else
            {
                string shown = property.Name.Length > 64 ? property.Name[..64] + "…" : property.Name;
                string hint = NearestName.Find(property.Name, _known) is { } near ? $" (did you mean '{near}'?)" : "";
                faults.Add(Path(shown), $"unrecognized request argument '{Path(shown)}'{hint}", "unrecognized_request_argument");
            }
        }
    }

    public void WrongKind(string name, JsonElement value, string expected) =>
        faults.Add(Path(name), $"'{Path(name)}' must be {expected}, not {RequestBody.Name(value.ValueKind)}", "invalid_type");

    private JsonElement? Of(string name, JsonValueKind kind, string expected)
    {
        JsonElement? value = Any(name);
        if (value is { } given && given.ValueKind != kind)
        {
            WrongKind(name, given, expected);
            return null;
        }

        return value;
    }
}
