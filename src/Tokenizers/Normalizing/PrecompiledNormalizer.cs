using System.Globalization;
using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Applies a character map grapheme by grapheme, as tokenizer.json means it: the shortest stored prefix replaces the whole unit.</summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : INormalizer
{
    private const int LongestGraphemeBytes = 5;

    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int length = GraphemeLength(text.AsSpan(at));
            ReadOnlySpan<char> grapheme = text.AsSpan(at, length);
            at += length;
            if (Encoding.UTF8.GetByteCount(grapheme) <= LongestGraphemeBytes && Replacement(grapheme) is { } whole)
            {
                result.Append(whole);
                continue;
            }

            foreach (Rune rune in grapheme.EnumerateRunes())
            {
                string single = rune.ToString();
                result.Append(Replacement(single) ?? single);
            }
        }

        return result.ToString();
    }

    /// <summary>Length of the first grapheme; a long run of marks is cut, since only short graphemes are looked up whole.</summary>
    private static int GraphemeLength(ReadOnlySpan<char> text)
    {
        const int Window = 64;
        ReadOnlySpan<char> near = text[..Math.Min(Window, text.Length)];
        int length = StringInfo.GetNextTextElementLength(near);
        return length == Window && text.Length > Window && char.IsHighSurrogate(near[^1]) ? length - 1 : length;
    }

    private string? Replacement(ReadOnlySpan<char> unit) =>
        map.Find(Encoding.UTF8.GetBytes(unit.ToArray()), MatchLength.Shortest, out _);
}

/// <summary>Applies a character map prefix by prefix, longest first, as SentencePiece itself does.</summary>
internal sealed class SentencePieceNormalizer(CharacterMap map) : INormalizer
{
    public string Normalize(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        StringBuilder result = new(text.Length);
        for (int at = 0; at < bytes.Length;)
        {
            if (map.Find(bytes.AsSpan(at), MatchLength.Longest, out int length) is { } replacement)
            {
                result.Append(replacement);
                at += length;
            }
            else
            {
                Rune.DecodeFromUtf8(bytes.AsSpan(at), out Rune rune, out int consumed);
                result.Append(rune.ToString());
                at += consumed;
            }
        }

        return result.ToString();
    }
}
