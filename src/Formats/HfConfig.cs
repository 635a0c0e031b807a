using System.Text.Json;

namespace Xinference.Formats;

/// <summary>
/// A Hugging Face configuration (<c>config.json</c>, <c>generation_config.json</c>, or an object inside one) with typed access by field name.
/// Unknown fields are kept. A field that is absent or null reads as null; one of another type throws, naming file and field.
/// </summary>
public sealed class HfConfig
{
    private const int MostBytes = 16 << 20;
    private const int DeepestJson = 64;

    private readonly string _path;
    private readonly string _prefix;
    private readonly OrderedDictionary<string, JsonElement> _fields = [];

    private HfConfig(JsonElement root, string path, string prefix)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new WeightFileException(path, $"is a JSON {root.ValueKind}, an object was expected");
        }

        (_path, _prefix) = (path, prefix);
        foreach (JsonProperty field in root.EnumerateObject())
        {
            _fields.Add(field.Name, field.Value);
        }
    }

    private HfConfig(HfConfig config, HfConfig generation)
    {
        (_path, _prefix, _fields, Generation) = (config._path, config._prefix, config._fields, generation);
    }

    /// <summary>The fields of <c>generation_config.json</c> beside it, or null where there is none.</summary>
    public HfConfig? Generation { get; }

    /// <summary>Names of all fields, in file order.</summary>
    public IEnumerable<string> Fields => _fields.Keys;

    /// <summary>Reads <c>config.json</c> of a model folder, with <c>generation_config.json</c> where there is one.</summary>
    /// <exception cref="WeightFileException">A file is missing, too big or no JSON object.</exception>
    public static HfConfig Open(string folder)
    {
        string generation = Path.Combine(folder, "generation_config.json");
        HfConfig config = OpenFile(Path.Combine(folder, "config.json"));
        return File.Exists(generation) ? new(config, OpenFile(generation)) : config;
    }

    /// <summary>Reads one configuration file.</summary>
    /// <exception cref="WeightFileException">The file is missing, too big or no JSON object.</exception>
    public static HfConfig OpenFile(string path) => Parse(WeightFiles.ReadSmall(path, MostBytes), path);

    /// <summary>Reads a configuration from UTF-8 text; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="WeightFileException">The text is no JSON object.</exception>
    public static HfConfig Parse(ReadOnlySpan<byte> utf8, string path) =>
        JsonFaults.Guard(path, "text", utf8, span => new HfConfig(JsonElement.Parse(span, StrictJson.Options(DeepestJson)), path, ""));

    /// <summary>Whether there is such a field with a value other than null.</summary>
    public bool Contains(string field) => Find(field) is not null;

    /// <summary>A string.</summary>
    public string? String(string field) => Find(field) is { } value ? Text(value, field) : null;

    /// <summary>A whole number; <c>10000.0</c> counts as one.</summary>
    public long? Integer(string field) => Find(field) is { } value ? Whole(value, field) : null;

    /// <summary>A number.</summary>
    public double? Number(string field) => Find(field) is { } value ? Real(value, field) : null;

    /// <summary>A boolean.</summary>
    public bool? Boolean(string field) => Find(field)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Mismatch(field, "a boolean"),
    };

    /// <summary>A list of whole numbers; a lone number (as in <c>eos_token_id</c>) counts as a list of one.</summary>
    public IReadOnlyList<long>? Integers(string field) => List(field, Whole);

    /// <summary>A list of numbers; a lone number counts as a list of one.</summary>
    public IReadOnlyList<double>? Numbers(string field) => List(field, Real);

    /// <summary>A list of strings; a lone string counts as a list of one.</summary>
    public IReadOnlyList<string>? Strings(string field) => List(field, Text);

    /// <summary>An object inside this one (as in <c>rope_scaling</c>, <c>text_config</c>).</summary>
    public HfConfig? Section(string field) =>
        Find(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? Guard(field, () => new HfConfig(value, _path, $"{_prefix}{field}."))
        : throw Mismatch(field, "an object");

    /// <summary>Any value as JSON.</summary>
    public JsonElement? Raw(string field) => Find(field);

    /// <summary>A string that must be there.</summary>
    public string RequireString(string field) => String(field) ?? throw Missing(field);

    /// <summary>A whole number that must be there.</summary>
    public long RequireInteger(string field) => Integer(field) ?? throw Missing(field);

    /// <summary>A number that must be there.</summary>
    public double RequireNumber(string field) => Number(field) ?? throw Missing(field);

    private JsonElement? Find(string field) =>
        _fields.TryGetValue(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private List<T>? List<T>(string field, Func<JsonElement, string, T> read) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(item => read(item, field))],
        { } single => [read(single, field)],
    };

    private string Text(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.String ? Guard(field, () => value.GetString()!) : throw Mismatch(field, "a string");

    private long Whole(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out long whole))
            {
                return whole;
            }

            // beyond 2^53 a double no longer tells neighbouring integers apart
            if (value.TryGetDouble(out double real) && Math.Abs(real) <= 1L << 53 && double.IsInteger(real))
            {
                return (long)real;
            }
        }

        throw Mismatch(field, "a whole number");
    }

    private double Real(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double real) && double.IsFinite(real) ? real : throw Mismatch(field, "a number");

    private T Guard<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new WeightFileException(_path, $"field {Name(field)} holds an escape that is half a surrogate pair", inner: e);
        }
    }

    private WeightFileException Mismatch(string field, string expected) =>
        new(_path, $"field {Name(field)} is {WeightFileException.Quote(_fields[field].GetRawText())}, {expected} was expected");

    private WeightFileException Missing(string field) => new(_path, $"field {Name(field)} is missing");

    private string Name(string field) => WeightFileException.Quote(_prefix + field);
}
