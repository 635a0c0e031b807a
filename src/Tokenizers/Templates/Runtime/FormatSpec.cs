using System.Globalization;
using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>The part of Python's format mini-language that templates use: fill, alignment, sign, width, commas, precision, type.</summary>
internal readonly record struct FormatSpec(char Fill, char Align, bool Plus, int Width, bool Commas, int? Precision, char Type)
{
    private const int MaxPrecision = 300;
    private const int BitsPerStep = 16;

    public static FormatSpec Parse(string spec)
    {
        int at = 0;
        char fill = ' ';
        char align = '\0';
        if (spec.Length > 1 && IsAlign(spec[1]))
        {
            (fill, align, at) = (spec[0], spec[1], 2);
        }
        else if (spec.Length > 0 && IsAlign(spec[0]))
        {
            (align, at) = (spec[0], 1);
        }

        bool plus = Skip(spec, ref at, '+');
        if (Skip(spec, ref at, '0') && align == '\0')
        {
            (fill, align) = ('0', '=');
        }

        int width = Number(spec, ref at) ?? 0;
        bool commas = Skip(spec, ref at, ',');
        int? precision = Skip(spec, ref at, '.') ? Number(spec, ref at) : null;
        char type = at < spec.Length ? spec[at++] : '\0';
        return at == spec.Length && !(precision > MaxPrecision)
            ? new FormatSpec(fill, align, plus, width, commas, precision, type)
            : throw new TemplateFault($"unsupported format '{spec}'");
    }

    public string Apply(Value value, Budget budget)
    {
        budget.Text(Width);
        budget.Step(1 + ((Numbers.AsInteger(value)?.GetBitLength() ?? 0) / BitsPerStep));
        bool number = Type is not ('s' or 'r') && Numbers.IsNumber(value) && !(Type == '\0' && value is BoolValue);
        string text = number ? Number(value) : Clip(Type == 'r' ? Conversions.Repr(value, budget) : Conversions.Str(value, budget));
        if (!number && Type is not ('\0' or 's' or 'r'))
        {
            throw new TemplateFault($"format '{Type}' needs a number, not '{value.TypeName}'");
        }

        budget.Scan(text.Length);
        return Pad(text, number);
    }

    private string Clip(string text) => Precision is { } length ? CodePoints.Take(text, length) : text;

    private string Number(Value value)
    {
        string text = Digits(value);
        if (Commas)
        {
            int end = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and int dot ? dot : text.Length;
            for (int i = end - 3; i > (text[0] == '-' ? 1 : 0); i -= 3)
            {
                text = text.Insert(i, ",");
            }
        }

        return Plus && text[0] != '-' ? "+" + text : text;
    }

    private string Digits(Value value)
    {
        BigInteger integer = Numbers.AsInteger(value) ?? new BigInteger(Type is 'd' or 'i' or 'x' or 'X' or 'o' or 'b' ? Finite(value) : 0);
        return Type switch
        {
            'd' or 'i' => integer.ToString(CultureInfo.InvariantCulture),
            'x' or 'X' or 'o' or 'b' => InBase(integer, Type),
            'f' or 'F' => FixedPoint(Numbers.ToDouble(value)),
            '%' => FixedPoint(Numbers.ToDouble(value) * 100) + "%",
            'e' or 'E' or 'g' or 'G' => Scientific(Numbers.ToDouble(value)),
            '\0' when Precision is not null => Scientific(Numbers.ToDouble(value)),
            '\0' => value is FloatValue number ? FloatText.Repr(number.Value) : integer.ToString(CultureInfo.InvariantCulture),
            _ => throw new TemplateFault($"unsupported format type '{Type}'"),
        };
    }

    private static double Finite(Value value) =>
        double.IsFinite(Numbers.ToDouble(value)) ? Numbers.ToDouble(value) : throw new TemplateFault("cannot convert float to integer");

    private string FixedPoint(double value) =>
        double.IsFinite(value) ? FloatText.ToFixed(value, Precision ?? 6) : FloatText.Repr(value);

    private string Scientific(double value)
    {
        int digits = Precision ?? 6;
        string text = Type is 'e' or 'E'
            ? value.ToString($"0.{new string('0', digits)}e+00", CultureInfo.InvariantCulture)
            : value.ToString("G" + Math.Max(1, digits), CultureInfo.InvariantCulture).Replace('E', 'e');
        return Type is 'E' or 'G' ? text.ToUpperInvariant() : text;
    }

    private static string InBase(BigInteger value, char type)
    {
        string text = type switch
        {
            'o' => Octal(BigInteger.Abs(value)),
            'b' => BigInteger.Abs(value).ToString("b", CultureInfo.InvariantCulture).TrimStart('0'),
            _ => BigInteger.Abs(value).ToString(type.ToString(), CultureInfo.InvariantCulture).TrimStart('0'),
        };
        return (value.Sign < 0 ? "-" : "") + (text.Length == 0 ? "0" : text);
    }

    private static string Octal(BigInteger value)
    {
        string text = "";
        for (; !value.IsZero; value >>= 3)
        {
            text = (int)(value & 7) + text;
        }

        return text;
    }

    private string Pad(string text, bool number)
    {
        int missing = Width - CodePoints.Count(text);
        if (missing <= 0)
        {
            return text;
        }

        string fill = new(Fill, missing);
        int sign = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        return Align switch
        {
            '=' => text[..sign] + fill + text[sign..],
            '^' => fill[..(missing / 2)] + text + fill[(missing / 2)..],
            '<' => text + fill,
            '>' => fill + text,
            _ => number ? fill + text : text + fill,
        };
    }

    private static bool IsAlign(char c) => c is '<' or '>' or '^' or '=';

    private static bool Skip(string spec, ref int at, char expected)
    {
        bool there = at < spec.Length && spec[at] == expected;
        at += there ? 1 : 0;
        return there;
    }

    private static int? Number(string spec, ref int at)
    {
        int start = at;
        while (at < spec.Length && char.IsAsciiDigit(spec[at]))
        {
            at++;
        }

        if (at == start)
        {
            return null;
        }

        return int.TryParse(spec.AsSpan(start, at - start), out int number) ? number : throw new TemplateFault($"unsupported format '{spec}'");
    }
}
