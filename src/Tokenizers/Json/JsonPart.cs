using System.Text.Json;

namespace Xinference.Tokenizers;

/// <summary>A value in a tokenizer file with its place, so that every fault can say where it is.</summary>
internal readonly record struct JsonPart(JsonElement Element, string Place)
{
    private const int MaxDepth = 32;
    private const long MaxFileBytes = 512L << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TokenizerException">It is not JSON, too large or too deep.</exception>
    public static JsonPart Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > MaxFileBytes)
        {
            throw new TokenizerException(file.Exists
                ? $"{path} has {file.Length} bytes; at most {MaxFileBytes} are read"
                : $"{path} does not exist; a model folder needs it to turn text into tokens");
        }

        // A named pipe has no bytes either, and reading one would wait for a writer.
        return file.Length > 0
            ? Parse(File.ReadAllBytes(path), file.Name)
            : throw new TokenizerException($"{path} is empty, or no file; a model folder needs it to turn text into tokens");
    }

    public static JsonPart Parse(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            JsonDocumentOptions options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };
            using JsonDocument document = JsonDocument.Parse(json, options);
            return new JsonPart(document.RootElement.Clone(), name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TokenizerException($"{name} is not sound JSON: {e.Message}", e);
        }
    }

    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    public bool IsArray => Element.ValueKind == JsonValueKind.Array;

    public bool IsText => Element.ValueKind == JsonValueKind.String;

    /// <summary>The property of this name, or null if it is absent or null.</summary>
    public JsonPart? Find(string name)
    {
        JsonElement self = Element;
        JsonElement found = IsObject ? WellFormed(() => self.TryGetProperty(name, out JsonElement value) ? value : default) : default;
        return found.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : new JsonPart(found, $"{Place}.{name}");
    }

    public JsonPart Require(string name) => Find(name) ?? throw Error($"'{name}' is missing");

    public IEnumerable<JsonPart> Items()
    {
        JsonPart self = this;
        return IsArray ? Element.EnumerateArray().Select((item, i) => new JsonPart(item, $"{self.Place}[{i}]")) : throw Error("an array was expected");
    }

    public IEnumerable<(string Name, JsonPart Value)> Properties()
    {
        JsonPart self = this;
        return IsObject
            ? Element.EnumerateObject().Select(p => (self.WellFormed(() => p.Name), new JsonPart(p.Value, self.Place)))
            : throw Error("an object was expected");
    }

    public string Text()
    {
        JsonElement self = Element;
        return IsText ? WellFormed(() => self.GetString()!) : throw Error("a text was expected");
    }

    public int Id() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt64(out long id) && id >= 0
            ? Vocabulary.CheckedId(id)
            : throw Error("a token id was expected");

    public double Number() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Error("a finite number was expected");

    public string TextOr(string name, string absent) => Find(name)?.Text() ?? absent;

    public bool FlagOr(string name, bool absent) => Find(name) is not { } flag ? absent : flag.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw flag.Error("true or false was expected"),
    };

    public int CountOr(string name, int absent) => Find(name) is not { } count ? absent
        : count.Element.ValueKind == JsonValueKind.Number && count.Element.TryGetInt32(out int value) && value >= 0 ? value
        : throw count.Error("a count was expected");

    public string Type() => Require("type").Text();

    public TokenizerException Error(string fault) => new($"{Place}: {fault}");

    /// <summary>The reader checks the Unicode of names and texts only when it decodes them.</summary>
    private T WellFormed<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (InvalidOperationException e)
        {
            throw new TokenizerException($"{Place}: a name or text is not well-formed Unicode", e);
        }
    }

    public TokenizerException Unknown(string what, string type) => Error($"unknown {what} '{type}'; this file needs a newer version or another format of the model");
}
