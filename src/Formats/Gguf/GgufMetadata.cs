using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>
/// The key/value section of a GGUF file. Values stay in the mapped file and are decoded when asked for, so that big arrays (vocabularies)
/// cost nothing until then; read what you need before the file is disposed.
/// </summary>
/// <remarks>
/// The <c>Get</c> methods return null where the key is absent, and throw <see cref="WeightFileException"/> naming file and key where the
/// value has another type. The <c>Require</c> methods throw where the key is absent, too.
/// </remarks>
public sealed class GgufMetadata
{
    private readonly MappedFile _file;
    private readonly OrderedDictionary<string, GgufEntry> _entries;

    internal GgufMetadata(MappedFile file, OrderedDictionary<string, GgufEntry> entries)
    {
        _file = file;
        _entries = entries;
    }

    /// <summary>All keys, in file order.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>Any value as .NET holds it: a primitive, a string, or an array of these (arrays of arrays nest). Null where the key is absent.</summary>
    public object? this[string key] => Find(key) is { } entry ? GgufValues.Box(_file, entry) : null;

    /// <summary>Whether the file has this key.</summary>
    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>Number of elements of an array, without decoding it; 1 for a scalar, 0 where the key is absent.</summary>
    public int CountOf(string key) => Find(key)?.Count ?? 0;

    /// <summary>Whether the value is an array.</summary>
    public bool IsArray(string key) => Find(key) is { IsArray: true };

    /// <summary>A string.</summary>
    public string? GetString(string key) =>
        Scalar(key, type => type == GgufType.String, "a string") is { } entry ? GgufValues.Strings(_file, entry)[0] : null;

    /// <summary>An integer of any width.</summary>
    public long? GetInteger(string key) =>
        Scalar(key, GgufValues.IsInteger, "an integer") is { } entry ? IntegerAt(key, entry, 0, long.MinValue, long.MaxValue) : null;

    /// <summary>An integer or a float.</summary>
    public double? GetNumber(string key) =>
        Scalar(key, GgufValues.IsNumber, "a number") is { } entry ? GgufValues.Number(entry.Element, GgufValues.Bytes(_file, entry, 0)) : null;

    /// <summary>A boolean.</summary>
    public bool? GetBoolean(string key) =>
        Scalar(key, type => type == GgufType.Bool, "a boolean") is { } entry ? GgufValues.Bytes(_file, entry, 0)[0] == 1 : null;

    /// <summary>An array of strings; a lone string counts as a list of one.</summary>
    public IReadOnlyList<string>? GetStrings(string key) =>
        List(key, type => type == GgufType.String, "an array of strings") is { } entry ? GgufValues.Strings(_file, entry) : null;

    /// <summary>An array of numbers, rounded to <see cref="float"/>; a lone number counts as a list of one.</summary>
    public IReadOnlyList<float>? GetFloats(string key) =>
        List(key, GgufValues.IsNumber, "an array of numbers") is { } entry
            ? Decode(entry, i => (float)GgufValues.Number(entry.Element, GgufValues.Bytes(_file, entry, i)))
            : null;

    /// <summary>An array of integers that each fit an <see cref="int"/>; a lone integer counts as a list of one.</summary>
    public IReadOnlyList<int>? GetIntegers(string key) =>
        List(key, GgufValues.IsInteger, "an array of integers") is { } entry
            ? Decode(entry, i => (int)IntegerAt(key, entry, i, int.MinValue, int.MaxValue))
            : null;

    /// <summary>A string that must be there.</summary>
    public string RequireString(string key) => GetString(key) ?? throw Missing(key, "a string");

    /// <summary>An integer that must be there.</summary>
    public long RequireInteger(string key) => GetInteger(key) ?? throw Missing(key, "an integer");

    /// <summary>A number that must be there.</summary>
    public double RequireNumber(string key) => GetNumber(key) ?? throw Missing(key, "a number");

    private GgufEntry? Find(string key) => _entries.TryGetValue(key, out GgufEntry entry) ? entry : null;

    private GgufEntry? Scalar(string key, Func<GgufType, bool> accepts, string expected) =>
        Find(key) is { IsArray: true } array ? throw Mismatch(key, array, expected) : List(key, accepts, expected);

    private GgufEntry? List(string key, Func<GgufType, bool> accepts, string expected) =>
        Find(key) is { } entry && !accepts(entry.Element) ? throw Mismatch(key, entry, expected) : Find(key);

    private long IntegerAt(string key, GgufEntry entry, int index, long least, long most) =>
        GgufValues.Integer(entry.Element, GgufValues.Bytes(_file, entry, index)) is { } value && value >= least && value <= most
            ? value
            : throw new WeightFileException(
                _file.Path, $"metadata {WeightFileException.Quote(key)} holds an integer outside {least} … {most}");

    private static T[] Decode<T>(GgufEntry entry, Func<int, T> at)
    {
        var values = new T[entry.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = at(i);
        }

        return values;
    }

    private WeightFileException Mismatch(string key, GgufEntry entry, string expected) =>
        new(_file.Path, $"metadata {WeightFileException.Quote(key)} is {entry}, {expected} was expected");

    private WeightFileException Missing(string key, string expected) =>
        new(
            _file.Path,
            $"metadata {WeightFileException.Quote(key)} is missing, {expected} was expected",
            "check that the file is whole and of the expected architecture");
}
