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

    public static List<string> Split(string text)
    {
        List<string> parts = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            parts.Add(text.Substring(i, pair ? 2 : 1));
            i += pair ? 1 : 0;
        }

        return parts;
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
            offset += offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]) ? 2 : 1;
        }

        return offset;
    }
}
