using System.Text;

namespace Xinference.Tokenizers;

/// <summary>
/// Decodes one stream of ids piece by piece. A piece never ends inside a character; the pieces and the final
/// <see cref="Flush"/> together equal the decoding of the whole. Not for use by several threads at once.
/// </summary>
public sealed class StreamingDetokenizer
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private readonly TokenTable _table;
    private readonly bool _skipSpecialTokens;
    private bool _atStart = true;
    private int _spacesToStrip;
    private char[] _chars = new char[64];

    internal StreamingDetokenizer(TokenTable table, bool skipSpecialTokens)
    {
        _table = table;
        _skipSpecialTokens = skipSpecialTokens;
        _spacesToStrip = table.LeadingSpacesToStrip;
    }

    /// <summary>Adds a token and returns the text that is complete now; empty while a character is still in parts.</summary>
    /// <exception cref="TokenizerException">The id is outside the vocabulary.</exception>
    public string Append(int id)
    {
        if (_skipSpecialTokens && _table.IsSpecial(id))
        {
            return "";
        }

        ReadOnlySpan<byte> bytes = _atStart ? _table.FirstBytes(id) : _table.Bytes(id);
        _atStart = false;
        for (; _spacesToStrip > 0 && bytes.Length > 0; bytes = bytes[1..], _spacesToStrip--)
        {
            if (bytes[0] != (byte)' ')
            {
                _spacesToStrip = 0;
                break;
            }
        }

        return Convert(bytes, flush: false);
    }

    /// <summary>Ends the stream: returns U+FFFD for an unfinished character, otherwise nothing.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        int room = Encoding.UTF8.GetMaxCharCount(bytes.Length);
        if (room > _chars.Length)
        {
            _chars = new char[room];
        }

        int count = _utf8.GetChars(bytes, _chars, flush);
        return count == 0 ? "" : new string(_chars, 0, count);
    }
}
