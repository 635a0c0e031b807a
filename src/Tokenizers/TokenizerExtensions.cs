namespace Xinference.Tokenizers;

/// <summary>Short forms for the usual calls.</summary>
public static class TokenizerExtensions
{
    /// <summary>The ids of a whole prompt, with <see cref="EncodeOptions.Prompt"/>.</summary>
    public static IReadOnlyList<int> Encode(this ITokenizer tokenizer, string text)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.Encode(text, EncodeOptions.Prompt);
    }

    /// <summary>The text of one id list, see <see cref="ITokenizer.Decode"/>.</summary>
    public static string Decode(this ITokenizer tokenizer, IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.Decode(ids.ToArray(), skipSpecialTokens);
    }
}
