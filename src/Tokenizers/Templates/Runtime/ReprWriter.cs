using System.Globalization;

namespace Xinference.Tokenizers.Templates;

/// <summary>Writes values the way Python's <c>repr</c> prints them.</summary>
internal sealed class ReprWriter(Output output, Budget budget)
{
    public void Write(Value value)
    {
        budget.Enter();
        switch (value)
        {
            case StringValue text: WriteString(text.Text); break;
            case IntValue number: output.Write(number.Value.ToString(CultureInfo.InvariantCulture)); break;
            case FloatValue number: output.Write(FloatText.Repr(number.Value)); break;
            case BoolValue flag: output.Write(flag.Value ? "True" : "False"); break;
            case ListValue list: WriteItems("[", list.Items, "]"); break;
            case SequenceValue tuple: WriteItems("(", tuple.Items, tuple.Items.Count == 1 ? ",)" : ")"); break;
            case DictValue dict: WriteDict(dict); break;
            case NoneValue or UndefinedValue: output.Write(value.TypeName); break;
            default: output.Write($"<{value.TypeName}>"); break;
        }

        budget.Leave();
    }

    private void WriteItems(string open, List<Value> items, string close)
    {
        output.Write(open);
        for (int i = 0; i < items.Count; i++)
        {
            output.Write(i == 0 ? "" : ", ");
            Write(items[i]);
        }

        output.Write(close);
    }

    private void WriteDict(DictValue dict)
    {
        output.Write("{");
        string separator = "";
        foreach ((Value key, Value value) in dict.Items)
        {
            output.Write(separator);
            Write(key);
            output.Write(": ");
            Write(value);
            separator = ", ";
        }

        output.Write("}");
    }

    private void WriteString(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        output.Write([quote]);
        foreach (string part in CodePoints.Split(text))
        {
            output.Write(Escape(part, quote));
        }

        output.Write([quote]);
    }

    private static string Escape(string part, char quote)
    {
        switch (part[0])
        {
            case '\n': return "\\n";
            case '\r': return "\\r";
            case '\t': return "\\t";
            case '\\': return "\\\\";
            case char c when c == quote: return "\\" + quote;
            case ' ': return part;
        }

        int code = part.Length == 2 ? char.ConvertToUtf32(part, 0) : part[0];
        if (IsPrintable(part))
        {
            return part;
        }

        return code <= 0xFF ? $"\\x{code:x2}" : code <= 0xFFFF ? $"\\u{code:x4}" : $"\\U{code:x8}";
    }

    private static bool IsPrintable(string part) => CharUnicodeInfo.GetUnicodeCategory(part, 0) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
