namespace Xinference.Tokenizers;

/// <summary>Turns text into the token ids a model was trained on, and back. Safe for use by many threads at once.</summary>
public interface ITokenizer
{
    /// <summary>One more than the highest token id; ids run from 0 to this number exclusive (gaps are possible).</summary>
    int VocabularySize { get; }

    /// <summary>The begin, end, unknown and padding tokens.</summary>
    SpecialTokens Special { get; }

    /// <summary>The ids of <paramref name="text"/>. A lone surrogate counts as U+FFFD.</summary>
    /// <exception cref="TokenizerException">The text holds something the vocabulary cannot express, or a split pattern ran out of its step budget.</exception>
    IReadOnlyList<int> Encode(string text, EncodeOptions options);

    /// <summary>The text of <paramref name="ids"/>; bytes that are not valid UTF-8 become U+FFFD.</summary>
    /// <exception cref="TokenizerException">An id is outside the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>The raw bytes the token adds in the middle of a text (UTF-8, possibly part of a character).</summary>
    /// <exception cref="TokenizerException">The id is outside the vocabulary.</exception>
    ReadOnlySpan<byte> TokenBytes(int id);

    /// <summary>The token as the vocabulary spells it; empty for an id in a gap.</summary>
    /// <exception cref="TokenizerException">The id is outside the vocabulary.</exception>
    string TokenText(int id);

    /// <summary>The id of a token as the vocabulary spells it, special or plain; null if there is none.</summary>
    int? TokenId(string text);

    /// <summary>Whether the token steers the model and is no part of the text (such as <c>&lt;|im_end|&gt;</c>).</summary>
    bool IsSpecial(int id);

    /// <summary>A decoder for one stream of ids.</summary>
    StreamingDetokenizer NewDetokenizer(bool skipSpecialTokens = true);
}
