using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>Python's arithmetic: unbounded integers, floor division, concatenation and repetition.</summary>
internal static class Arithmetic
{
    public static Value Add(Value left, Value right, Budget budget)
    {
        switch (left, right)
        {
            case (StringValue a, StringValue b):
                budget.Text((long)a.Text.Length + b.Text.Length);
                return new StringValue(a.Text + b.Text);
            case (ListValue a, ListValue b):
                budget.Elements((long)a.Items.Count + b.Items.Count);
                return new ListValue([.. a.Items, .. b.Items]);
            case (TupleValue a, TupleValue b):
                budget.Elements((long)a.Items.Count + b.Items.Count);
                return new TupleValue([.. a.Items, .. b.Items]);
            default:
                return Numeric("+", left, right, BigInteger.Add, (a, b) => a + b);
        }
    }

    public static Value Subtract(Value left, Value right) => Numeric("-", left, right, BigInteger.Subtract, (a, b) => a - b);

    public static Value Multiply(Value left, Value right, Budget budget)
    {
        if (Numbers.IsNumber(left) && right is StringValue or SequenceValue)
        {
            (left, right) = (right, left);
        }

        if (left is not (StringValue or SequenceValue) || Numbers.AsInteger(right) is not { } times)
        {
            return Numeric("*", left, right, BigInteger.Multiply, (a, b) => a * b);
        }

        long count = (long)BigInteger.Clamp(times, 0, int.MaxValue);
        if (left is StringValue text)
        {
            budget.Text(text.Text.Length * count);
            return new StringValue(text.Text.Length == 0 ? "" : string.Concat(Enumerable.Repeat(text.Text, (int)count)));
        }

        SequenceValue sequence = (SequenceValue)left;
        budget.Elements(sequence.Items.Count * count);
        return sequence.With(sequence.Items.Count == 0 ? [] : [.. Enumerable.Repeat(sequence.Items, (int)count).SelectMany(items => items)]);
    }

    public static Value Divide(Value left, Value right)
    {
        RequireNumbers("/", left, right);
        RequireNonZero(right);
        return new FloatValue(Numbers.ToDouble(left) / Numbers.ToDouble(right));
    }

    public static Value FloorDivide(Value left, Value right)
    {
        RequireNumbers("//", left, right);
        RequireNonZero(right);
        return Numeric("//", left, right, (a, b) => (a - Modulo(a, b)) / b, (a, b) => Math.Floor(a / b));
    }

    public static Value Remainder(Value left, Value right, Budget budget)
    {
        if (left is StringValue format)
        {
            IReadOnlyList<Value> values = right is TupleValue tuple ? tuple.Items : [right];
            return PercentFormat.Format(format.Text, values, right as DictValue, budget);
        }

        RequireNumbers("%", left, right);
        RequireNonZero(right);
        return Numeric("%", left, right, Modulo, (a, b) => a - (b * Math.Floor(a / b)));
    }

    public static Value Power(Value left, Value right)
    {
        RequireNumbers("**", left, right);
        if (Numbers.AsInteger(left) is { } number && Numbers.AsInteger(right) is { Sign: >= 0 } exponent)
        {
            bool trivial = number.IsZero || number.IsOne || number == BigInteger.MinusOne;
            if (!trivial && number.GetBitLength() * exponent > 2 * IntValue.MaxBits)
            {
                throw new TemplateFault($"the integer passes the limit of {IntValue.MaxBits} bits");
            }

            int power = trivial && !exponent.IsZero ? 2 - (int)(exponent % 2) : (int)exponent;
            return new IntValue(BigInteger.Pow(number, power));
        }

        return new FloatValue(Math.Pow(Numbers.ToDouble(left), Numbers.ToDouble(right)));
    }

    public static Value Negate(Value value) => value switch
    {
        FloatValue number => new FloatValue(-number.Value),
        UndefinedValue undefined => throw undefined.Fault(),
        _ => Numbers.AsInteger(value) is { } number ? new IntValue(-number) : throw new TemplateFault($"bad operand type for unary -: '{value.TypeName}'"),
    };

    private static BigInteger Modulo(BigInteger left, BigInteger right)
    {
        BigInteger rest = BigInteger.Remainder(left, right);
        return rest.IsZero || rest.Sign == right.Sign ? rest : rest + right;
    }

    private static Value Numeric(
        string symbol, Value left, Value right, Func<BigInteger, BigInteger, BigInteger> integers, Func<double, double, double> floats)
    {
        RequireNumbers(symbol, left, right);
        return Numbers.AsInteger(left) is { } a && Numbers.AsInteger(right) is { } b
            ? new IntValue(integers(a, b))
            : new FloatValue(floats(Numbers.ToDouble(left), Numbers.ToDouble(right)));
    }

    private static void RequireNumbers(string symbol, Value left, Value right)
    {
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined)
        {
            throw undefined.Fault();
        }

        if (!Numbers.IsNumber(left) || !Numbers.IsNumber(right))
        {
            throw new TemplateFault($"unsupported operand types for {symbol}: '{left.TypeName}' and '{right.TypeName}'");
        }
    }

    private static void RequireNonZero(Value divisor)
    {
        if (!divisor.IsTrue)
        {
            throw new TemplateFault("division by zero");
        }
    }
}
