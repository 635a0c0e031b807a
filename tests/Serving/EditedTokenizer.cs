using Xinference.Tokenizers;

namespace Xinference.Serving.Tests;

/// <summary>A tokenizer that counts what it is asked to encode, and whose first special token may be spelled otherwise.</summary>
internal sealed class EditedTokenizer(ITokenizer inner) : ITokenizer
{
    public string? StartText { get; init; }

    public int Encoded { get; private set; }

    public int VocabularySize => inner.VocabularySize;

    public SpecialTokens Special => inner.Special;

    public IReadOnlyList<int> Encode(string text, EncodeOptions options)
    {
        Encoded++;
        return inner.Encode(text, options);
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) => inner.Decode(ids, skipSpecialTokens);

    public ReadOnlySpan<byte> TokenBytes(int id) => inner.TokenBytes(id);

    public string TokenText(int id) => id == TinyTokenizer.Start && StartText is { } text ? text : inner.TokenText(id);

    public int? TokenId(string text) => inner.TokenId(text);

    public bool IsSpecial(int id) => inner.IsSpecial(id);

    public StreamingDetokenizer NewDetokenizer(bool skipSpecialTokens = true) => inner.NewDetokenizer(skipSpecialTokens);
}
