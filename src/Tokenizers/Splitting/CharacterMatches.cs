using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Finders of matches for <see cref="PatternSplitter"/> that need no pattern.</summary>
internal static class CharacterMatches
{
    /// <summary>Every single character that the test holds for.</summary>
    public static Func<string, List<Range>> Of(Func<int, bool> test) => text =>
    {
        List<Range> matches = [];
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (test(rune.Value))
            {
                matches.Add(at..(at + rune.Utf16SequenceLength));
            }

            at += rune.Utf16SequenceLength;
        }

        return matches;
    };

    /// <summary>Every occurrence of a text.</summary>
    public static Func<string, List<Range>> Of(string literal) => text =>
    {
        List<Range> matches = [];
        for (int at = 0; literal.Length > 0 && (at = text.IndexOf(literal, at, StringComparison.Ordinal)) >= 0; at += literal.Length)
        {
            matches.Add(at..(at + literal.Length));
        }

        return matches;
    };
}
