using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>Equality of dict keys: scalars, and tuples of scalars so that hostile nesting cannot make hashing expensive.</summary>
internal sealed class KeyComparer : IEqualityComparer<Value>
{
    public static readonly KeyComparer Instance = new();

    public bool Equals(Value? left, Value? right) => (left, right) switch
    {
        (TupleValue a, TupleValue b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => ScalarEquals(pair.First, pair.Second)),
        (not null, not null) => ScalarEquals(left, right),
        _ => ReferenceEquals(left, right),
    };

    public int GetHashCode(Value value)
    {
        if (value is not TupleValue tuple)
        {
            return ScalarHash(value);
        }

        HashCode hash = default;
        foreach (Value item in tuple.Items)
        {
            hash.Add(ScalarHash(item));
        }

        return hash.ToHashCode();
    }

    private static bool ScalarEquals(Value left, Value right) => (left, right) switch
    {
        (StringValue a, StringValue b) => a.Text == b.Text,
        (NoneValue, NoneValue) => true,
        (UndefinedValue, UndefinedValue) => true,
        _ => Numbers.AreEqual(left, right) ?? ReferenceEquals(left, right),
    };

    // Integers that no double tells apart hash by themselves, or a template could make every key collide.
    private static int NumberHash(Value value)
    {
        double real = Numbers.ToDouble(value);
        return Numbers.AsInteger(value) is { } integer && (!double.IsFinite(real) || new BigInteger(real) != integer)
            ? integer.GetHashCode()
            : HashCode.Combine(BitConverter.DoubleToInt64Bits(real + 0.0));
    }

    private static int ScalarHash(Value value) => value switch
    {
        StringValue text => text.Text.GetHashCode(StringComparison.Ordinal),
        BoolValue or IntValue or FloatValue => NumberHash(value),
        NoneValue or UndefinedValue => 0,
        TupleValue => throw new TemplateFault("a tuple inside a tuple is not supported as a key"),
        _ => throw new TemplateFault($"unhashable type: '{value.TypeName}'"),
    };
}
