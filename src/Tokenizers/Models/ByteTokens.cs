using System.Globalization;
using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Tokens of the form <c>&lt;0x41&gt;</c> that stand for one byte.</summary>
internal sealed class ByteTokens
{
    private readonly int[] _ids;

    private ByteTokens(int[] ids) => _ids = ids;

    /// <summary>The byte tokens of a vocabulary, or null if one of the 256 is absent.</summary>
    public static ByteTokens? Find(Vocabulary vocabulary)
    {
        int[] ids = new int[256];
        for (int i = 0; i < 256; i++)
        {
            if (vocabulary.Find($"<0x{i:X2}>") is not { } id)
            {
                return null;
            }

            ids[i] = id;
        }

        return new ByteTokens(ids);
    }

    /// <summary>Appends one token per UTF-8 byte.</summary>
    public void Append(ReadOnlySpan<char> text, List<int> ids)
    {
        Span<byte> bytes = stackalloc byte[16];
        foreach (Rune rune in text.EnumerateRunes())
        {
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                ids.Add(_ids[value]);
            }
        }
    }

    /// <summary>The byte that a token stands for, or null.</summary>
    public static byte? ByteOf(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
            ? value
            : null;
}
