namespace Xinference.Tokenizers.Templates;

/// <summary>Python counts a string in code points; these count the same over UTF-16, a lone surrogate as one.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        int pairs = 0;
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                pairs++;
                i++;
            }
        }

        return text.Length - pairs;
    }

    /// <summary>One text for each code point.</summary>
    public static IEnumerable<string> Split(string text)
    {
        int length;
        for (int at = 0; at < text.Length; at += length)
        {
            length = LengthAt(text, at);
            yield return text.Substring(at, length);
        }
    }

    /// <summary>The UTF-16 offset of each code point, and the length of the text behind the last.</summary>
    public static int[] Offsets(string text)
    {
        int[] offsets = new int[Count(text) + 1];
        for (int i = 1; i < offsets.Length; i++)
        {
            offsets[i] = offsets[i - 1] + LengthAt(text, offsets[i - 1]);
        }

        return offsets;
    }

    /// <summary>The code point at a place, counted from the end where negative; null beyond the text.</summary>
    public static string? At(string text, int index)
    {
        long place = index < 0 ? (long)index + Count(text) : index;
        if (place < 0 || place >= text.Length)
        {
            return null;
        }

        int offset = OffsetOf(text, (int)place);
        return offset < text.Length ? text.Substring(offset, LengthAt(text, offset)) : null;
    }

    /// <summary>The first <paramref name="count"/> code points.</summary>
    public static string Take(string text, int count) => text[..OffsetOf(text, count)];

    public static string Skip(string text, int count) => text[OffsetOf(text, count)..];

    /// <summary>The number of code points before a UTF-16 offset.</summary>
    public static int IndexOf(string text, int offset) => offset < 0 ? -1 : Count(text[..offset]);

    private static int OffsetOf(string text, int count)
    {
        int offset = 0;
        for (int i = 0; i < count && offset < text.Length; i++)
        {
            offset += LengthAt(text, offset);
        }

        return offset;
    }

    private static int LengthAt(string text, int offset) =>
        offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]) ? 2 : 1;
}
