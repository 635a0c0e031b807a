namespace Xinference.Tokenizers.Templates;

/// <summary>Python's ways to split a string.</summary>
internal static class Splitting
{
    public static ListValue Split(string text, string? separator, int limit, Budget budget)
    {
        if (separator is null)
        {
            return SplitWords(text, limit, budget);
        }

        Require(separator);
        List<Value> parts = [];
        int at = 0;
        while (limit-- != 0 && text.IndexOf(separator, at, StringComparison.Ordinal) is >= 0 and int found)
        {
            Add(parts, text[at..found], budget);
            at = found + separator.Length;
        }

        Add(parts, text[at..], budget);
        return new ListValue(parts);
    }

    public static ListValue SplitFromRight(string text, string? separator, int limit, Budget budget)
    {
        if (limit < 0)
        {
            return Split(text, separator, limit, budget);
        }

        List<Value> parts = [];
        int end = separator is null ? TrimmedEnd(text, text.Length) : text.Length;
        while (limit-- > 0 && LastSeparator(text.AsSpan(0, end), separator) is { Start: >= 0 } cut)
        {
            Add(parts, text[(cut.Start + cut.Length)..end], budget);
            end = separator is null ? TrimmedEnd(text, cut.Start) : cut.Start;
        }

        int start = separator is null ? SkipSpace(text, 0) : 0;
        if (separator is not null || start < end)
        {
            Add(parts, text[(parts.Count == 0 ? start : 0)..end], budget);
        }

        parts.Reverse();
        return new ListValue(parts);
    }

    public static TupleValue Partition(string text, string separator, int at, Budget budget)
    {
        Require(separator);
        budget.Text(text.Length);
        return at < 0
            ? new TupleValue([new StringValue(text), StringValue.Empty, StringValue.Empty])
            : new TupleValue([new StringValue(text[..at]), new StringValue(separator), new StringValue(text[(at + separator.Length)..])]);
    }

    public static TupleValue PartitionFromRight(string text, string separator, Budget budget)
    {
        int at = text.LastIndexOf(separator, StringComparison.Ordinal);
        TupleValue parts = Partition(text, separator, at, budget);
        return at < 0 ? new TupleValue([StringValue.Empty, StringValue.Empty, new StringValue(text)]) : parts;
    }

    public static ListValue Lines(string text, bool keepEnds, Budget budget)
    {
        List<Value> lines = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029')
            {
                int end = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? i + 2 : i + 1;
                Add(lines, text[start..(keepEnds ? end : i)], budget);
                start = end;
                i = end - 1;
            }
        }

        if (start < text.Length)
        {
            Add(lines, text[start..], budget);
        }

        return new ListValue(lines);
    }

    private static ListValue SplitWords(string text, int limit, Budget budget)
    {
        List<Value> words = [];
        int at = SkipSpace(text, 0);
        while (at < text.Length)
        {
            if (limit-- == 0)
            {
                Add(words, text[at..TrimmedEnd(text, text.Length)], budget);
                break;
            }

            int start = at;
            while (at < text.Length && !PythonText.IsSpace(text[at]))
            {
                at++;
            }

            Add(words, text[start..at], budget);
            at = SkipSpace(text, at);
        }

        return new ListValue(words);
    }

    private static (int Start, int Length) LastSeparator(ReadOnlySpan<char> text, string? separator)
    {
        if (separator is not null)
        {
            Require(separator);
            return (text.LastIndexOf(separator), separator.Length);
        }

        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (PythonText.IsSpace(text[i]))
            {
                return (i, 1);
            }
        }

        return (-1, 0);
    }

    private static int TrimmedEnd(string text, int end)
    {
        while (end > 0 && PythonText.IsSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && PythonText.IsSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static void Require(string separator)
    {
        if (separator.Length == 0)
        {
            throw new TemplateFault("empty separator");
        }
    }

    private static void Add(List<Value> parts, string part, Budget budget)
    {
        budget.Elements(parts.Count + 1, 1);
        budget.Text(part.Length);
        parts.Add(new StringValue(part));
    }
}
