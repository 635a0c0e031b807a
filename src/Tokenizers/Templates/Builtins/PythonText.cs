using System.Text;

namespace Xinference.Tokenizers.Templates;

/// <summary>Operations of Python's <c>str</c> that .NET has no exact counterpart for.</summary>
internal static class PythonText
{
    /// <summary>Python's white space, which also has the separators U+001C to U+001F.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>The text without the characters <paramref name="chars"/> at its ends.</summary>
    public static string Strip(string text, string chars, bool start, bool end, Budget budget)
    {
        budget.Pairs(text.Length, chars.Length);
        return Strip(text, chars.Contains, start, end);
    }

    /// <summary>The text without white space at its ends.</summary>
    public static string Strip(string text, bool start, bool end) => Strip(text, IsSpace, start, end);

    /// <summary>The first character in upper case, the others in lower case.</summary>
    public static string Capitalize(string text) =>
        CodePoints.Take(text, 1).ToUpperInvariant() + CodePoints.Skip(text, 1).ToLowerInvariant();

    /// <summary>Each run of letters with a capital first, as <c>str.title</c>.</summary>
    public static string Title(string text)
    {
        StringBuilder result = new(text.Length);
        bool inWord = false;
        foreach (char c in text)
        {
            result.Append(inWord ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            inWord = char.IsLetter(c);
        }

        return result.ToString();
    }

    public static StringValue Replace(string text, string old, string replacement, int count, Budget budget)
    {
        if (old.Length == 0)
        {
            return Interleave(text, replacement, count, budget);
        }

        Output output = new(budget);
        int at = 0;
        while (count-- != 0 && text.IndexOf(old, at, StringComparison.Ordinal) is >= 0 and int found)
        {
            output.Write(text.AsSpan(at, found - at));
            output.Write(replacement);
            at = found + old.Length;
        }

        output.Write(text.AsSpan(at));
        return output.ToValue();
    }

    public static int Count(string text, string part, Budget budget)
    {
        budget.Scan(text.Length);
        if (part.Length == 0)
        {
            return CodePoints.Count(text) + 1;
        }

        int count = 0;
        for (int at = 0; (at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at += part.Length)
        {
            count++;
        }

        return count;
    }

    // Replacing the empty string puts the replacement before every character and at the end.
    private static StringValue Interleave(string text, string replacement, int count, Budget budget)
    {
        Output output = new(budget);
        long left = count < 0 ? long.MaxValue : count;
        foreach (string part in CodePoints.Split(text))
        {
            output.Write(left-- > 0 ? replacement : "");
            output.Write(part);
        }

        output.Write(left > 0 ? replacement : "");
        return output.ToValue();
    }

    private static string Strip(string text, Func<char, bool> strip, bool start, bool end)
    {
        int from = 0;
        int to = text.Length;
        while (start && from < to && strip(text[from]))
        {
            from++;
        }

        while (end && to > from && strip(text[to - 1]))
        {
            to--;
        }

        return text[from..to];
    }
}
