using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>Filters over numbers.</summary>
internal static class NumberFilters
{
    public static IEnumerable<Builtin> All { get; } =
    [
        new("abs", "", (value, _) => Abs(value)),
        new("round", "precision? method?", Round),
        new("sum", "attribute? start?", Sum),
    ];

    private static Value Abs(Value value) => value switch
    {
        FloatValue number => new FloatValue(Math.Abs(number.Value)),
        UndefinedValue undefined => throw undefined.Fault(),
        _ => Numbers.AsInteger(value) is { } number ? new IntValue(BigInteger.Abs(number)) : throw new TemplateFault($"abs needs a number, not '{value.TypeName}'"),
    };

    private static Value Round(Value value, Arguments arguments)
    {
        int places = arguments.Int(0, 0);
        double number = value is UndefinedValue undefined ? throw undefined.Fault() : Numbers.ToDouble(value);
        double scale = Math.Pow(10, places);
        switch (arguments.Text(1, "common"))
        {
            case "common": return Numbers.AsInteger(value) is { } integer ? RoundInteger(integer, places) : new FloatValue(FloatText.Round(number, places));
            case "ceil": return new FloatValue(Math.Ceiling(number * scale) / scale);
            case "floor": return new FloatValue(Math.Floor(number * scale) / scale);
            default: throw new TemplateFault("round's method must be common, ceil or floor");
        }
    }

    private static IntValue RoundInteger(BigInteger value, int places)
    {
        const int MostPlaces = 1300;
        if (places >= 0)
        {
            return new IntValue(value);
        }

        if (places < -MostPlaces)
        {
            return Numbers.Int(0);
        }

        BigInteger unit = BigInteger.Pow(10, -places);
        BigInteger down = BigInteger.DivRem(BigInteger.Abs(value), unit, out BigInteger rest);
        int half = (rest * 2).CompareTo(unit);
        down += half > 0 || (half == 0 && !down.IsEven) ? 1 : 0;
        return new IntValue(down * unit * value.Sign);
    }

    private static Value Sum(Value value, Arguments arguments)
    {
        Value total = arguments[1] ?? Numbers.Int(0);
        foreach (Value item in Conversions.Iterate(value, arguments.Budget))
        {
            Value term = arguments[0] is { } path and not NoneValue ? SelectionFilters.AttributeOf(item, path, arguments.Budget) : item;
            total = Arithmetic.Add(total, term, arguments.Budget);
        }

        return total;
    }
}
