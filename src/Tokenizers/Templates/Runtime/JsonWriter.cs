using System.Globalization;

namespace Xinference.Tokenizers.Templates;

/// <summary>How <c>tojson</c> lays out its text: the options of Python's <c>json.dumps</c>.</summary>
internal sealed record JsonLayout(string ItemSeparator, string KeySeparator, string? Indent, bool EnsureAscii, bool SortKeys);

/// <summary>Writes values as Python's <c>json.dumps</c> does.</summary>
internal sealed class JsonWriter(Output output, Budget budget, JsonLayout layout)
{
    private int _level;

    public void Write(Value value)
    {
        budget.Enter();
        switch (value)
        {
            case StringValue text: WriteString(text.Text); break;
            case IntValue or FloatValue or BoolValue or NoneValue: output.Write(Scalar(value)); break;
            case SequenceValue sequence: WriteItems('[', sequence.Items, ']', Write); break;
            case DictValue dict: WriteItems('{', Pairs(dict), '}', WritePair); break;
            default: throw new TemplateFault($"Object of type {value.TypeName} is not JSON serializable");
        }

        budget.Leave();
    }

    private static string Scalar(Value value) => value switch
    {
        IntValue number => number.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue { Value: double.PositiveInfinity } => "Infinity",
        FloatValue { Value: double.NegativeInfinity } => "-Infinity",
        FloatValue number => double.IsNaN(number.Value) ? "NaN" : FloatText.Repr(number.Value),
        BoolValue flag => flag.Value ? "true" : "false",
        NoneValue => "null",
        _ => throw new TemplateFault($"keys must be str, int, float, bool or None, not {value.TypeName}"),
    };

    private IReadOnlyList<KeyValuePair<Value, Value>> Pairs(DictValue dict)
    {
        if (!layout.SortKeys)
        {
            return dict.Items;
        }

        List<KeyValuePair<Value, Value>> pairs = [.. dict.Items];
        return StableSort.By(pairs, (left, right) => Operators.Compare("<", left.Key, right.Key, budget));
    }

    private void WritePair(KeyValuePair<Value, Value> pair)
    {
        WriteString(pair.Key is StringValue key ? key.Text : Scalar(pair.Key));
        output.Write(layout.KeySeparator);
        Write(pair.Value);
    }

    private void WriteItems<T>(char open, IReadOnlyList<T> items, char close, Action<T> write)
    {
        output.Write([open]);
        _level++;
        for (int i = 0; i < items.Count; i++)
        {
            output.Write(i == 0 ? "" : layout.ItemSeparator);
            BreakLine();
            write(items[i]);
        }

        _level--;
        if (items.Count > 0)
        {
            BreakLine();
        }

        output.Write([close]);
    }

    private void BreakLine()
    {
        if (layout.Indent is null)
        {
            return;
        }

        output.Write("\n");
        for (int i = 0; i < _level; i++)
        {
            output.Write(layout.Indent);
        }
    }

    private void WriteString(string text)
    {
        output.Write("\"");
        int plain = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (Escape(text[i]) is { } escape)
            {
                output.Write(text.AsSpan(plain, i - plain));
                output.Write(escape);
                plain = i + 1;
            }
        }

        output.Write(text.AsSpan(plain));
        output.Write("\"");
    }

    private string? Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => $"\\u{(int)c:x4}",
        > '~' when layout.EnsureAscii => $"\\u{(int)c:x4}",
        _ => null,
    };
}
