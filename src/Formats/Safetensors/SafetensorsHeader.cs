using System.Text.Json;

namespace Xinference.Formats;

/// <summary>
/// Reads the JSON header: <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}</c>, with free text under
/// <c>__metadata__</c>. Format: https://github.com/huggingface/safetensors#format.
/// </summary>
internal ref struct SafetensorsHeader
{
    private const int DeepestJson = 8;
    private const int HighestRank = 8;
    private const int MostTensors = 1 << 20;

    private readonly string _path;
    private readonly List<SafetensorsEntry> _entries = [];
    private Utf8JsonReader _json;

    private SafetensorsHeader(ReadOnlySpan<byte> json, string path)
    {
        _path = path;
        _json = new(json, new JsonReaderOptions { MaxDepth = DeepestJson });
    }

    /// <summary>All tensors in header order; offsets count from the end of the header and are not yet checked.</summary>
    public static List<SafetensorsEntry> Read(ReadOnlySpan<byte> json, string path) =>
        JsonFaults.Guard(path, "header", json, span => new SafetensorsHeader(span, path).ReadAll());

    private List<SafetensorsEntry> ReadAll()
    {
        var names = new HashSet<string>();
        Expect(JsonTokenType.StartObject, "the header");
        while (NextProperty() is { } name)
        {
            if (!names.Add(name))
            {
                throw new WeightFileException(_path, $"tensor {WeightFileException.Quote(name)} occurs twice");
            }

            if (names.Count > MostTensors)
            {
                throw new WeightFileException(_path, $"lists more than {MostTensors} tensors");
            }

            if (name == "__metadata__")
            {
                ReadMetadata();
            }
            else
            {
                _entries.Add(ReadTensor(name));
            }
        }

        // throws on anything but white space behind the object
        _json.Read();
        return _entries;
    }

    private void ReadMetadata()
    {
        var keys = new HashSet<string>();
        Expect(JsonTokenType.StartObject, "__metadata__");
        while (NextProperty() is { } key)
        {
            Expect(JsonTokenType.String, "a value in __metadata__");
            if (!keys.Add(key))
            {
                throw new WeightFileException(_path, $"__metadata__ has {WeightFileException.Quote(key)} twice");
            }
        }
    }

    private SafetensorsEntry ReadTensor(string name)
    {
        string what = $"tensor {WeightFileException.Quote(name)}";
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(JsonTokenType.StartObject, what);
        while (NextProperty() is { } field)
        {
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(JsonTokenType.String, $"dtype of {what}");
                    type = _json.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers($"shape of {what}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers($"data_offsets of {what}");
                    break;
                default:
                    throw new WeightFileException(
                        _path, $"{what} has the field {WeightFileException.Quote(field)} twice, or the format does not define it");
            }
        }

        return type is not null && shape is not null && offsets is [var begin, var end]
            ? new(TensorInfo.Measure(_path, name, SafetensorsTypes.Read(type, _path, name), shape), begin, end)
            : throw new WeightFileException(_path, $"{what} needs dtype, shape and two data_offsets");
    }

    private long[] ReadNumbers(string what)
    {
        var numbers = new List<long>();
        Expect(JsonTokenType.StartArray, what);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long number) || number < 0 || numbers.Count == HighestRank)
            {
                throw new WeightFileException(_path, $"{what} must be at most {HighestRank} integers from 0 to {long.MaxValue}");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private string? NextProperty() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName ? _json.GetString() : null;

    private void Expect(JsonTokenType type, string what)
    {
        if (!_json.Read() || _json.TokenType != type)
        {
            throw new WeightFileException(
                _path, $"{what} is no JSON {type.ToString().Replace("Start", "", StringComparison.Ordinal).ToLowerInvariant()}");
        }
    }
}
