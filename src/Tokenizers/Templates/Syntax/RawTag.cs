namespace Xinference.Tokenizers.Templates;

/// <summary>Recognizes the rest of a <c>raw</c> or <c>endraw</c> tag, which is read before the ordinary tokens.</summary>
internal static class RawTag
{
    /// <summary>The length of <c>name -%}</c> at the start of <paramref name="rest"/>, or 0; <paramref name="mark"/> is the sign before it.</summary>
    public static int MatchLength(ReadOnlySpan<char> rest, string name, out char mark)
    {
        mark = ' ';
        int at = SkipSpace(rest, 0);
        if (!rest[at..].StartsWith(name, StringComparison.Ordinal))
        {
            return 0;
        }

        at = SkipSpace(rest, at + name.Length);
        if (at < rest.Length && rest[at] is '-' or '+')
        {
            mark = rest[at++];
        }

        return rest[at..].StartsWith("%}", StringComparison.Ordinal) ? at + 2 : 0;
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
