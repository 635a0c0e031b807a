using System.Globalization;
using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>Filters that turn a value into another kind.</summary>
internal static class ConversionFilters
{
    public static IEnumerable<Builtin> All { get; } =
    [
        new("string", "", (value, a) => Conversions.Of(Conversions.Str(value, a.Budget), a.Budget)),
        new("list", "", (value, a) => Conversions.ListOf(Conversions.Iterate(value, a.Budget), a.Budget)),
        new("int", "default? base?", ToInt),
        new("float", "default?", (value, a) => ParseFloat(value, a.Budget) is { } number ? new FloatValue(number) : a[0] ?? new FloatValue(0)),
        new("bool", "", (value, _) => BoolValue.Of(value.IsTrue)),
        new("tojson", "ensure_ascii? indent? separators? sort_keys?", ToJson),
        new("from_json", "", (value, a) => JsonReader.Parse(Conversions.Text(value), a.Budget)),
        new("items", "", Items),
        new("default", "default_value? boolean?", Default),
        new("d", "default_value? boolean?", Default),
        new("attr", "name", Attribute),
    ];

    private static Value Attribute(Value value, Arguments arguments)
    {
        string name = arguments.Text(0);
        arguments.Budget.Scan(name.Length);
        return value.Attribute(name) ?? Access.MissingAttribute(value, name);
    }

    private static Value Default(Value value, Arguments arguments) =>
        value is UndefinedValue || (arguments.Flag(1, false) && !value.IsTrue) ? arguments[0] ?? StringValue.Empty : value;

    private static ListValue Items(Value value, Arguments arguments) => value switch
    {
        UndefinedValue => new ListValue([]),
        DictValue dict => DictMethods.Items(dict, arguments.Budget),
        _ => throw new TemplateFault("items needs a mapping"),
    };

    // transformers replaces Jinja2's filter: no HTML escapes, no sorting and ensure_ascii off unless asked for. The published templates
    // that write tojson(4) mean the indent, yet there the first place is ensure_ascii.
    private static StringValue ToJson(Value value, Arguments arguments)
    {
        string? indent = arguments[1] switch
        {
            null or NoneValue => null,
            StringValue text => text.Text,
            Value width => Spaces(Numbers.ToIndex(width), arguments.Budget),
        };
        (string item, string key) = Separators(arguments, indent is null ? ", " : ",");
        Output output = new(arguments.Budget);
        JsonLayout layout = new(item, key, indent, arguments.Flag(0, false), arguments.Flag(3, false));
        new JsonWriter(output, arguments.Budget, layout).Write(value);
        return output.ToValue();
    }

    private static string Spaces(int width, Budget budget)
    {
        budget.Text(Math.Max(0, width));
        return new string(' ', Math.Max(0, width));
    }

    private static (string Item, string Key) Separators(Arguments arguments, string item)
    {
        if (arguments[2] is null or NoneValue)
        {
            return (item, ": ");
        }

        return Conversions.Iterate(arguments.Required(2), arguments.Budget) is [var first, var second]
            ? (Conversions.Text(first), Conversions.Text(second))
            : throw new TemplateFault("separators needs two strings");
    }

    private static Value ToInt(Value value, Arguments arguments)
    {
        int numberBase = arguments.Int(1, 10);
        BigInteger? parsed = value switch
        {
            UndefinedValue undefined => throw undefined.Fault(),
            StringValue text => ParseInt(Plain(text.Text, arguments.Budget), numberBase),
            FloatValue number => double.IsFinite(number.Value) ? new BigInteger(number.Value) : null,
            _ => Numbers.AsInteger(value),
        };
        return parsed is { } integer ? new IntValue(integer) : arguments[0] ?? Numbers.Int(0);
    }

    private static BigInteger? ParseInt(string digits, int numberBase)
    {
        if (numberBase == 16)
        {
            digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
            return BigInteger.TryParse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger hex) && digits.Length > 0 ? hex : null;
        }

        if (digits.Length > IntValue.MaxBits)
        {
            return null;
        }

        if (BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number))
        {
            return number;
        }

        return ParseFloat(digits) is { } real && double.IsFinite(real) ? new BigInteger(real) : null;
    }

    private static double? ParseFloat(Value value, Budget budget) => value switch
    {
        UndefinedValue undefined => throw undefined.Fault(),
        StringValue text => ParseFloat(Plain(text.Text, budget)),
        _ when Numbers.IsNumber(value) => Numbers.ToDouble(value),
        _ => null,
    };

    private static double? ParseFloat(string text) => text.TrimStart('+', '-').ToLowerInvariant() switch
    {
        "inf" or "infinity" => text.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity,
        "nan" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
    };

    private static string Plain(string text, Budget budget)
    {
        budget.Scan(text.Length);
        return PythonText.Strip(text, true, true).Replace("_", "", StringComparison.Ordinal);
    }
}
