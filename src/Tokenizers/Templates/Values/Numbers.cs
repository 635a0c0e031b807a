using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>Python's numeric tower over bool, int and float.</summary>
internal static class Numbers
{
    public static bool IsNumber(Value value) => value is BoolValue or IntValue or FloatValue;

    /// <summary>The integer in a bool or int; null for anything else.</summary>
    public static BigInteger? AsInteger(Value value) => value switch
    {
        IntValue number => number.Value,
        BoolValue flag => flag.Value ? 1 : 0,
        _ => null,
    };

    public static double ToDouble(Value value) => value switch
    {
        FloatValue number => number.Value,
        _ => AsInteger(value) is { } integer ? (double)integer : throw new TemplateFault($"'{value.TypeName}' is not a number"),
    };

    /// <summary>Whether two numbers are equal; null when one of them is no number.</summary>
    public static bool? AreEqual(Value left, Value right)
    {
        if (!IsNumber(left) || !IsNumber(right))
        {
            return null;
        }

        return AsInteger(left) is { } a && AsInteger(right) is { } b ? a == b : ToDouble(left) == ToDouble(right);
    }

    public static int Compare(Value left, Value right) =>
        AsInteger(left) is { } a && AsInteger(right) is { } b ? a.CompareTo(b) : ToDouble(left).CompareTo(ToDouble(right));

    /// <summary>The value as a C# int, for indexes, widths and counts; out-of-range values are clamped.</summary>
    public static int ToIndex(Value value) =>
        AsInteger(value) is { } number
            ? (int)BigInteger.Clamp(number, -int.MaxValue, int.MaxValue)
            : throw new TemplateFault($"an integer is needed, not '{value.TypeName}'");

    public static IntValue Int(long value) => new(value);
}
