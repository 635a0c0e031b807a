using System.Globalization;
using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Reads the parts of a pattern that stand for one code point: escapes and bracketed sets.</summary>
internal sealed class PatternSetParser(string pattern)
{
    private const int MaxDepth = 16;

    private int _depth;

    public static TokenizerException Error(string pattern, int at, string fault) =>
        new($"split pattern '{Shortened(pattern)}': {fault} at character {at}");

    /// <summary>A set in brackets; <paramref name="at"/> is on the opening one and ends after the closing one.</summary>
    public CharSet Bracket(ref int at)
    {
        if (++_depth > MaxDepth)
        {
            throw Error(pattern, at, $"sets nest deeper than {MaxDepth}");
        }

        at++;
        bool negated = Take(ref at, '^');
        CharSet? whole = null;
        List<CharSet> members = [];
        for (bool first = true; !Closes(ref at, first); first = false)
        {
            if (Take(ref at, "&&"))
            {
                whole = Intersected(whole, members);
                members = [];
            }
            else
            {
                members.Add(Member(ref at));
            }
        }

        _depth--;
        CharSet set = Intersected(whole, members);
        return negated ? set.Negated() : set;
    }

    /// <summary>An escape; <paramref name="at"/> is on the backslash and ends after the escape.</summary>
    public CharSet Escape(ref int at)
    {
        int start = at;
        char kind = at + 1 < pattern.Length ? pattern[at + 1] : throw Error(pattern, at, "the pattern ends in a backslash");
        at += 2;
        switch (kind)
        {
            case 's': return CharSet.WhiteSpace;
            case 'S': return CharSet.WhiteSpace.Negated();
            case 'w': return CharSet.Word;
            case 'W': return CharSet.Word.Negated();
            case 'd': return CharSet.Digit;
            case 'D': return CharSet.Digit.Negated();
            case 'h': return CharSet.HexDigit;
            case 'H': return CharSet.HexDigit.Negated();
            case 'p' or 'P': return Property(ref at, kind == 'P');
            default:
                at = start;
                int code = CodePoint(ref at);
                return CharSet.Range(code, code);
        }
    }

    private bool Closes(ref int at, bool first)
    {
        if (at >= pattern.Length)
        {
            throw Error(pattern, at, "missing ']'");
        }

        return !first && Take(ref at, ']');
    }

    private static CharSet Intersected(CharSet? whole, List<CharSet> members)
    {
        CharSet set = CharSet.Union(members);
        return whole is null ? set : whole.And(set);
    }

    private CharSet Member(ref int at)
    {
        if (pattern[at] == '[')
        {
            return string.CompareOrdinal(pattern, at, "[:", 0, 2) == 0 ? PosixSet(ref at) : Bracket(ref at);
        }

        if (pattern[at] == '\\' && at + 1 < pattern.Length && "sSwWdDhHpP".Contains(pattern[at + 1]))
        {
            return Escape(ref at);
        }

        int first = CodePoint(ref at);
        if (at + 1 >= pattern.Length || pattern[at] != '-' || pattern[at + 1] == ']')
        {
            return CharSet.Range(first, first);
        }

        at++;
        int last = CodePoint(ref at);
        return last >= first ? CharSet.Range(first, last) : throw Error(pattern, at, "a range runs backwards");
    }

    private CharSet PosixSet(ref int at)
    {
        int end = pattern.IndexOf(":]", at, StringComparison.Ordinal);
        string name = end < 0 ? "" : pattern[(at + 2)..end];
        CharSet? set = name switch
        {
            "space" => CharSet.WhiteSpace,
            "digit" => CharSet.Digit,
            "alpha" => CharSet.Category(CharacterClass.CategoryBits("L") | CharacterClass.CategoryBits("M")),
            "alnum" => CharSet.Category(CharacterClass.CategoryBits("L") | CharacterClass.CategoryBits("M") | CharacterClass.CategoryBits("Nd")),
            "punct" => new CharSet(CharacterClass.IsPunctuation),
            "upper" => CharSet.Category(CharacterClass.CategoryBits("Lu")),
            "lower" => CharSet.Category(CharacterClass.CategoryBits("Ll")),
            _ => null,
        };
        set = set ?? throw Error(pattern, at, $"unknown set [:{name}:]");
        at = end + 2;
        return set;
    }

    private CharSet Property(ref int at, bool negated)
    {
        string name;
        if (Take(ref at, '{'))
        {
            int close = pattern.IndexOf('}', at);
            name = close < 0 ? throw Error(pattern, at, "missing '}'") : pattern[at..close];
            at = close + 1;
        }
        else
        {
            name = at < pattern.Length ? pattern[at].ToString() : "";
            at++;
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        CharSet set = name is "Han" or "Script=Han" ? new CharSet(CharacterClass.IsHan)
            : CharacterClass.CategoryBits(name) is var bits and not 0 ? CharSet.Category(bits)
            : throw Error(pattern, at, $"unknown property '{name}'");
        return negated ? set.Negated() : set;
    }

    private int CodePoint(ref int at)
    {
        if (at >= pattern.Length)
        {
            throw Error(pattern, at, "a character is missing");
        }

        if (pattern[at] != '\\')
        {
            Rune rune = Rune.GetRuneAt(pattern, at);
            at += rune.Utf16SequenceLength;
            return rune.Value;
        }

        char kind = at + 1 < pattern.Length ? pattern[at + 1] : throw Error(pattern, at, "the pattern ends in a backslash");
        at += 2;
        return kind switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => 0x1B,
            '0' => 0,
            'x' => Take(ref at, '{') ? Hex(ref at, pattern.IndexOf('}', at), 1) : Hex(ref at, at + 2, 0),
            'u' => Take(ref at, '{') ? Hex(ref at, pattern.IndexOf('}', at), 1) : Hex(ref at, at + 4, 0),
            _ when char.IsAsciiLetterOrDigit(kind) => throw Error(pattern, at, $"unknown escape '\\{kind}'"),
            _ => kind,
        };
    }

    private int Hex(ref int at, int end, int closing)
    {
        if (end > pattern.Length || end <= at
            || !int.TryParse(pattern.AsSpan(at, end - at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0x10FFFF)
        {
            throw Error(pattern, at, "broken code point");
        }

        at = end + closing;
        return code;
    }

    private bool Take(ref int at, char unit)
    {
        bool found = at < pattern.Length && pattern[at] == unit;
        at += found ? 1 : 0;
        return found;
    }

    private bool Take(ref int at, string text)
    {
        bool found = string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;
        at += found ? text.Length : 0;
        return found;
    }

    private static string Shortened(string pattern) => pattern.Length <= 80 ? pattern : pattern[..80] + "…";
}
