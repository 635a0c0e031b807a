namespace Xinference.Tokenizers;

/// <summary>Every token by id: its text, the bytes it decodes to, and whether it is special.</summary>
internal sealed class TokenTable
{
    private readonly string?[] _texts;
    private readonly byte[][] _bytes;
    private readonly bool[] _special;
    private readonly ITokenDecoder _decoder;

    public TokenTable(Vocabulary vocabulary, ITokenDecoder decoder)
    {
        _texts = vocabulary.Texts;
        _special = vocabulary.Special;
        _decoder = decoder;
        _bytes = new byte[_texts.Length][];
        for (int id = 0; id < _texts.Length; id++)
        {
            _bytes[id] = _texts[id] is { } text ? decoder.Decode(text, TokenPosition.Later) : [];
        }
    }

    public int Count => _texts.Length;

    /// <summary>Spaces that the decoder takes off the start of the whole text.</summary>
    public int LeadingSpacesToStrip => _decoder.LeadingSpacesToStrip;

    public string Text(int id) => _texts[Checked(id)] ?? "";

    public bool IsSpecial(int id) => _special[Checked(id)];

    public ReadOnlySpan<byte> Bytes(int id) => _bytes[Checked(id)];

    /// <summary>The bytes of a token that begins the text; decoders treat its leading space differently.</summary>
    public ReadOnlySpan<byte> FirstBytes(int id) =>
        _texts[Checked(id)] is { } text ? _decoder.Decode(text, TokenPosition.First) : [];

    private int Checked(int id) =>
        (uint)id < (uint)_texts.Length
            ? id
            : throw new TokenizerException($"token id {id} is outside the vocabulary of {_texts.Length} tokens");
}
