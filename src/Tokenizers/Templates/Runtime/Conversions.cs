namespace Xinference.Tokenizers.Templates;

/// <summary>Readings of a value as something else, with Python's rules and messages.</summary>
internal static class Conversions
{
    /// <summary>The text of a string; anything else is a fault.</summary>
    public static string Text(Value value) => value switch
    {
        StringValue text => text.Text,
        UndefinedValue undefined => throw undefined.Fault(),
        _ => throw new TemplateFault($"a string is needed, not '{value.TypeName}'"),
    };

    /// <summary>Python's <c>str(value)</c>, bounded by the budget.</summary>
    public static string Str(Value value, Budget budget) => value switch
    {
        StringValue text => text.Text,
        UndefinedValue => "",
        _ => Repr(value, budget),
    };

    /// <summary>Python's <c>repr(value)</c>, bounded by the budget.</summary>
    public static string Repr(Value value, Budget budget)
    {
        Output output = new(budget);
        new ReprWriter(output, budget).Write(value);
        return output.ToString();
    }

    /// <summary>The elements that a <c>for</c> loop would see; a dict gives its keys and undefined nothing.</summary>
    public static IReadOnlyList<Value> Iterate(Value value, Budget budget)
    {
        switch (value)
        {
            case SequenceValue sequence:
                budget.Elements(sequence.Items.Count);
                return [.. sequence.Items];
            case DictValue dict:
                budget.Elements(dict.Items.Count);
                return [.. dict.Items.Keys];
            case StringValue text:
                budget.Elements(text.Text.Length);
                return [.. CodePoints.Split(text.Text).Select(part => (Value)new StringValue(part))];
            case UndefinedValue:
                return [];
            default:
                throw new TemplateFault($"'{value.TypeName}' object is not iterable");
        }
    }

    /// <summary>Python's <c>len(value)</c>; null where it has none.</summary>
    public static int? Length(Value value) => value switch
    {
        SequenceValue sequence => sequence.Items.Count,
        DictValue dict => dict.Items.Count,
        StringValue text => CodePoints.Count(text.Text),
        LoopValue loop => loop.Length,
        UndefinedValue => 0,
        _ => null,
    };

    /// <summary>The code point's text, for C# strings made outside.</summary>
    public static StringValue Of(string text, Budget budget)
    {
        budget.Text(text.Length);
        return new StringValue(text);
    }

    public static ListValue ListOf(IEnumerable<Value> items, Budget budget)
    {
        List<Value> list = [.. items];
        budget.Elements(list.Count);
        return new ListValue(list);
    }
}
