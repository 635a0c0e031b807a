using System.Buffers.Binary;
using System.Text;

namespace Xinference.Tokenizers;

/// <summary>
/// A compiled SentencePiece character map: a length, a double-array trie of 32-bit units, and the replacements as
/// texts that end in a zero byte (formats of SentencePiece and darts-clone).
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <exception cref="TokenizerException">The sizes do not fit.</exception>
    public CharacterMap(ReadOnlySpan<byte> blob)
    {
        int size = blob.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(blob) : -1;
        if (size < 4 || size % 4 != 0 || size > blob.Length - 4)
        {
            throw new TokenizerException($"the precompiled character map is broken: {blob.Length} bytes, trie of {size} bytes");
        }

        _units = new uint[size / 4];
        for (int i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + (4 * i))..]);
        }

        _replacements = blob[(4 + size)..].ToArray();
    }

    /// <summary>The replacement of a stored text that <paramref name="text"/> begins with, or null, and the bytes it replaces.</summary>
    public string? Find(ReadOnlySpan<byte> text, MatchLength wanted, out int length)
    {
        length = 0;
        string? found = null;
        uint node = Offset(_units[0]);
        for (int i = 0; i < text.Length && text[i] != 0; i++)
        {
            node ^= text[i];
            if (node >= _units.Length || (_units[node] & 0x800000FF) != text[i])
            {
                break;
            }

            uint unit = _units[node];
            node ^= Offset(unit);
            if ((unit >> 8 & 1) != 0 && node < _units.Length)
            {
                found = Replacement(_units[node] & 0x7FFFFFFF);
                length = i + 1;
                if (wanted == MatchLength.Shortest)
                {
                    break;
                }
            }
        }

        return found;
    }

    private string Replacement(uint start)
    {
        if (start >= _replacements.Length)
        {
            throw new TokenizerException("the precompiled character map is broken: a replacement lies outside of it");
        }

        ReadOnlySpan<byte> tail = _replacements.AsSpan((int)start);
        int end = tail.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? tail : tail[..end]);
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & (1u << 9)) >> 6);
}

/// <summary>Which of several stored texts a look-up takes.</summary>
internal enum MatchLength
{
    Shortest,
    Longest,
}
