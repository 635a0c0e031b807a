using System.Text;

namespace Xinference.TrainTiny.Text;

/// <summary>GPT-2's printable stand-in for each byte: printable Latin-1 bytes stay, the others move to U+0100 and up.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] ToChar = Build();
    private static readonly Dictionary<char, byte> ToByte = Enumerable.Range(0, 256).ToDictionary(value => ToChar[value], value => (byte)value);

    /// <summary>The 256 characters in the order of their code points, as the vocabulary lists them.</summary>
    public static IEnumerable<char> Characters => ToChar.Order();

    public static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(value => ToChar[value]));

    public static string Decode(string symbols) => Encoding.UTF8.GetString([.. symbols.Select(symbol => ToByte[symbol])]);

    private static char[] Build()
    {
        char[] map = new char[256];
        char next = (char)256;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            map[value] = printable ? (char)value : next++;
        }

        return map;
    }
}
