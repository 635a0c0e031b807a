namespace Xinference.Tokenizers.Templates;

/// <summary>Python's <c>"…%s…" % values</c>, also behind the filter <c>format</c>.</summary>
internal static class PercentFormat
{
    public static StringValue Format(string format, IReadOnlyList<Value> values, DictValue? named, Budget budget)
    {
        budget.Scan(format.Length);
        Output output = new(budget);
        int used = 0;
        int at = 0;
        while (at < format.Length)
        {
            int mark = format.IndexOf('%', at);
            int end = mark < 0 ? format.Length : mark;
            output.Write(format.AsSpan(at, end - at));
            at = end;
            if (mark >= 0)
            {
                at = mark + 1 < format.Length && format[mark + 1] == '%' ? WritePercent() : WriteField(mark + 1);
            }
        }

        return used == values.Count || named is not null ? output.ToValue() : throw new TemplateFault("not all arguments converted during string formatting");

        int WritePercent()
        {
            output.Write("%");
            return at + 2;
        }

        int WriteField(int start)
        {
            string? name = ReadName(format, ref start);
            int stop = start;
            while (stop < format.Length && !char.IsAsciiLetter(format[stop]))
            {
                stop++;
            }

            if (stop == format.Length)
            {
                throw new TemplateFault("incomplete format");
            }

            Value? value = name is null ? (used < values.Count ? values[used++] : null) : named?.Get(name);
            output.Write(Spec(format[start..stop], format[stop]).Apply(value ?? throw new TemplateFault("not enough arguments for format string"), budget));
            return stop + 1;
        }
    }

    private static string? ReadName(string format, ref int at)
    {
        if (at >= format.Length || format[at] != '(')
        {
            return null;
        }

        int close = format.IndexOf(')', at);
        if (close < 0)
        {
            throw new TemplateFault("incomplete format key");
        }

        string name = format[(at + 1)..close];
        at = close + 1;
        return name;
    }

    // Text is aligned right in this style, where the format mini-language aligns it left.
    private static FormatSpec Spec(string flags, char type)
    {
        bool left = flags.Contains('-');
        FormatSpec spec = FormatSpec.Parse(flags.Replace("-", "", StringComparison.Ordinal) + type);
        return spec with { Align = left ? '<' : spec.Align == '\0' ? '>' : spec.Align, Fill = left ? ' ' : spec.Fill };
    }
}
