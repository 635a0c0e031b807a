using System.Buffers;
using System.Globalization;

namespace Xinference.Loading;

/// <summary>Byte counts as people read and write them: <c>512M</c>, <c>1.5 GiB</c>; units are powers of 1024.</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>For people, three digits: <c>1.27 GiB</c>.</summary>
    public static string Format(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string digits = value switch { >= 100 => "0", >= 10 => "0.#", _ => "0.##" };
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>Reads <c>4096</c>, <c>512M</c>, <c>512MB</c>, <c>1.5GiB</c>; a plain number is bytes.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        string trimmed = text.Trim();
        int digits = trimmed.AsSpan().IndexOfAnyExcept(NumberCharacters);
        string number = digits < 0 ? trimmed : trimmed[..digits];
        string unit = (digits < 0 ? "" : trimmed[digits..].Trim()).ToUpperInvariant();
        int power = "KMGT".IndexOf(unit.Length == 0 ? ' ' : unit[0], StringComparison.Ordinal) + 1;
        bool knownUnit = unit is "" or "B" || (power > 0 && unit[1..] is "" or "B" or "IB");
        bytes = 0;
        if (!knownUnit || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
        {
            return false;
        }

        value *= Math.Pow(1024, power);
        bytes = value < long.MaxValue ? (long)value : 0;
        return value < long.MaxValue;
    }
}
