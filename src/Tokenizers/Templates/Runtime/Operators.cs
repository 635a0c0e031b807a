namespace Xinference.Tokenizers.Templates;

/// <summary>Python's equality, order and containment.</summary>
internal static class Operators
{
    public static bool AreEqual(Value left, Value right, Budget budget)
    {
        budget.Enter();
        bool equal = (left, right) switch
        {
            (StringValue a, StringValue b) => TextEquals(a.Text, b.Text, budget),
            (ListValue a, ListValue b) => ItemsEqual(a.Items, b.Items, budget),
            (TupleValue a, TupleValue b) => ItemsEqual(a.Items, b.Items, budget),
            (DictValue a, DictValue b) => DictsEqual(a, b, budget),
            (NoneValue, NoneValue) or (UndefinedValue, UndefinedValue) => true,
            _ => Numbers.AreEqual(left, right) ?? ReferenceEquals(left, right),
        };
        budget.Leave();
        return equal;
    }

    /// <summary>The order of two values as -1, 0 or 1; a fault where Python has none.</summary>
    public static int Compare(string symbol, Value left, Value right, Budget budget)
    {
        budget.Enter();
        int order = (left, right) switch
        {
            (StringValue a, StringValue b) => TextOrder(a.Text, b.Text, budget),
            (ListValue a, ListValue b) => ItemsOrder(symbol, a.Items, b.Items, budget),
            (TupleValue a, TupleValue b) => ItemsOrder(symbol, a.Items, b.Items, budget),
            (UndefinedValue undefined, _) => throw undefined.Fault(),
            (_, UndefinedValue undefined) => throw undefined.Fault(),
            _ when Numbers.IsNumber(left) && Numbers.IsNumber(right) => Numbers.Compare(left, right),
            _ => throw new TemplateFault(
                $"'{symbol}' not supported between instances of '{left.TypeName}' and '{right.TypeName}'"),
        };
        budget.Leave();
        return Math.Sign(order);
    }

    /// <summary>Whether <c>left symbol right</c> holds for one of the four order comparisons; NaN is ordered against nothing.</summary>
    public static bool Ordered(string symbol, Value left, Value right, Budget budget)
    {
        if (left is FloatValue { Value: double.NaN } || right is FloatValue { Value: double.NaN })
        {
            return false;
        }

        int order = Compare(symbol, left, right, budget);
        return symbol switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    public static bool Contains(Value container, Value item, Budget budget)
    {
        switch (container)
        {
            case StringValue text:
                string needle = item is StringValue part
                    ? part.Text
                    : throw new TemplateFault($"'in <string>' requires string as left operand, not {item.TypeName}");
                budget.Search(text.Text.Length, needle.Length);
                return text.Text.Contains(needle, StringComparison.Ordinal);
            case DictValue dict:
                return dict.Find(item, budget) is not null;
            case SequenceValue sequence:
                return sequence.Items.Any(element => AreEqual(element, item, budget));
            case UndefinedValue:
                return false;
            default:
                throw new TemplateFault($"argument of type '{container.TypeName}' is not iterable");
        }
    }

    private static bool TextEquals(string left, string right, Budget budget)
    {
        budget.Scan(Math.Min(left.Length, right.Length));
        return left == right;
    }

    // UTF-16 order differs from code point order only above the surrogates; Python sorts by code point.
    private static int TextOrder(string left, string right, Budget budget)
    {
        int length = Math.Min(left.Length, right.Length);
        budget.Scan(length);
        int at = left.AsSpan().CommonPrefixLength(right);
        if (at == length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[at]).CompareTo(Rank(right[at]));
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + char.MaxValue : c;

    private static bool ItemsEqual(List<Value> left, List<Value> right, Budget budget)
    {
        bool equal = left.Count == right.Count;
        for (int i = 0; equal && i < left.Count; i++)
        {
            equal = AreEqual(left[i], right[i], budget);
        }

        return equal;
    }

    private static int ItemsOrder(string symbol, List<Value> left, List<Value> right, Budget budget)
    {
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!AreEqual(left[i], right[i], budget))
            {
                return Compare(symbol, left[i], right[i], budget);
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static bool DictsEqual(DictValue left, DictValue right, Budget budget) =>
        left.Items.Count == right.Items.Count
        && left.Items.All(pair => right.Find(pair.Key, budget) is { } other && AreEqual(pair.Value, other, budget));
}
