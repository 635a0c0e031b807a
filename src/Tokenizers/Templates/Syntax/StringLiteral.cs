using System.Globalization;
using System.Text;

namespace Xinference.Tokenizers.Templates;

/// <summary>Reads a quoted string with Python's escapes; an unknown escape keeps its backslash, as in Python.</summary>
internal static class StringLiteral
{
    public static string Read(SourceReader reader)
    {
        Position begin = reader.Position;
        char quote = reader.Take(1)[0];
        StringBuilder text = new();
        while (!reader.AtEnd)
        {
            text.Append(reader.TakeWhile(c => c != quote && c != '\\'));
            if (reader.Current == quote)
            {
                reader.Take(1);
                return text.ToString();
            }

            if (!reader.AtEnd)
            {
                reader.Take(1);
                ReadEscape(reader, text, begin);
            }
        }

        throw TemplateException.Syntax(begin, "the string is not closed");
    }

    private static void ReadEscape(SourceReader reader, StringBuilder text, Position begin)
    {
        if (reader.AtEnd)
        {
            return;
        }

        char escape = reader.Current;
        if (escape is >= '0' and <= '7')
        {
            ReadOctal(reader, text);
            return;
        }

        reader.Take(1);
        switch (escape)
        {
            case '\n': break;
            case '\\' or '\'' or '"': text.Append(escape); break;
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case 'x': ReadHex(reader, text, 2, begin); break;
            case 'u': ReadHex(reader, text, 4, begin); break;
            case 'U': ReadHex(reader, text, 8, begin); break;
            default: text.Append('\\').Append(escape); break;
        }
    }

    private static void ReadOctal(SourceReader reader, StringBuilder text)
    {
        int value = 0;
        for (int i = 0; i < 3 && reader.Current is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + reader.Take(1)[0] - '0';
        }

        text.Append((char)value);
    }

    private static void ReadHex(SourceReader reader, StringBuilder text, int digits, Position begin)
    {
        string hex = reader.Take(Math.Min(digits, reader.Rest.Length));
        bool valid = hex.Length == digits && uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
        uint code = valid ? uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : uint.MaxValue;
        if (code > 0x10FFFF)
        {
            throw TemplateException.Syntax(begin, $"bad escape '\\{(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U')}{hex}' in the string");
        }

        text.Append(code is <= 0xFFFF ? ((char)code).ToString() : char.ConvertFromUtf32((int)code));
    }
}
