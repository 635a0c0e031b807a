using System.Globalization;

namespace Xinference.Tokenizers.Templates;

/// <summary>Floats as Python prints them: shortest round-trip digits, an exponent below 1e-4 and from 1e16.</summary>
internal static class FloatText
{
    public static string Repr(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        (string sign, string digits, int exponent) = Decompose(value);
        return sign + (exponent is >= -4 and < 16 ? Fixed(digits, exponent) : Scientific(digits, exponent));
    }

    /// <summary>Rounds half to even at <paramref name="places"/> decimals, from the exact decimal expansion as Python does.</summary>
    public static string ToFixed(double value, int places)
    {
        const int BeyondAnyTie = 40;
        string exact = Math.Abs(value).ToString("F" + (places + BeyondAnyTie), CultureInfo.InvariantCulture);
        string kept = exact[..^BeyondAnyTie].TrimEnd('.');
        string cut = exact[^BeyondAnyTie..];
        int order = string.CompareOrdinal(cut, "5".PadRight(BeyondAnyTie, '0'));
        bool up = order > 0 || (order == 0 && (kept[^1] - '0') % 2 == 1);
        string text = up ? Increment(kept) : kept;
        return (double.IsNegative(value) ? "-" : "") + text;
    }

    public static double Round(double value, int places)
    {
        const int MostDecimals = 320;
        if (!double.IsFinite(value) || places > MostDecimals)
        {
            return value;
        }

        if (places < 0)
        {
            double scale = Math.Pow(10, Math.Min(-places, MostDecimals));
            return double.IsInfinity(scale) ? 0 * value : Math.Round(value / scale, MidpointRounding.ToEven) * scale;
        }

        return double.Parse(ToFixed(value, places), CultureInfo.InvariantCulture);
    }

    private static (string Sign, string Digits, int Exponent) Decompose(double value)
    {
        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (mark < 0 ? shortest : shortest[..mark]).TrimStart('-').Replace(".", "", StringComparison.Ordinal);
        string digits = mantissa.Trim('0');
        int exponent = value == 0 ? 0 : int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        return (double.IsNegative(value) ? "-" : "", digits.Length == 0 ? "0" : digits, exponent);
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        string padded = digits.PadRight(exponent + 2, '0');
        return padded[..(exponent + 1)] + "." + padded[(exponent + 1)..];
    }

    private static string Scientific(string digits, int exponent)
    {
        string mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Increment(string number)
    {
        char[] digits = number.ToCharArray();
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            if (digits[i] == '.')
            {
                continue;
            }

            if (digits[i] != '9')
            {
                digits[i]++;
                return new string(digits);
            }

            digits[i] = '0';
        }

        return "1" + new string(digits);
    }
}
