using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Puts a text in front of a non-empty one.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public string Normalize(string text) => text.Length == 0 ? text : prefix + text;
}

/// <summary>Replaces a literal text.</summary>
internal sealed class ReplaceNormalizer(string from, string to) : INormalizer
{
    public string Normalize(string text) => from.Length == 0 ? text : text.Replace(from, to, StringComparison.Ordinal);
}

/// <summary>Replaces what a pattern matches.</summary>
internal sealed class ReplacePatternNormalizer(SplitPattern pattern, string to) : INormalizer
{
    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        int done = 0;
        foreach (Range match in pattern.Matches(text))
        {
            result.Append(text, done, match.Start.Value - done).Append(to);
            done = match.End.Value;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }
}

/// <summary>Lower case, character by character (without the final sigma).</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public string Normalize(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}

/// <summary>Takes white space off the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public string Normalize(string text)
    {
        text = left ? text.TrimStart() : text;
        return right ? text.TrimEnd() : text;
    }
}

/// <summary>Drops marks: the non-spacing ones in BERT's way of cleaning, otherwise all.</summary>
internal sealed class StripMarksNormalizer(uint categories) : INormalizer
{
    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii || (CharacterClass.CategoryBit(rune.Value) & categories) == 0)
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }
}

/// <summary>Drops control characters and turns odd spaces into plain ones, as the mT5 normaliser of SentencePiece (nmt) does.</summary>
internal sealed class NmtNormalizer : INormalizer
{
    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (char unit in text)
        {
            if (unit is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F')
            {
                continue;
            }

            bool space = unit is '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F')
                or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD';
            result.Append(space ? ' ' : unit);
        }

        return result.ToString();
    }
}

/// <summary>Spells the UTF-8 bytes of the text in the byte alphabet.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public string Normalize(string text) => ByteAlphabet.Encode(text);
}
