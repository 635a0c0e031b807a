namespace Xinference.Tokenizers;

/// <summary>What <see cref="ITokenizer.Encode"/> does beside splitting plain text.</summary>
/// <param name="AddSpecialTokens">Add the begin and end tokens that the model's files ask for.</param>
/// <param name="ParseSpecialTokens">Recognise special tokens spelled out in the text; false for text from an untrusted source.</param>
public readonly record struct EncodeOptions(bool AddSpecialTokens, bool ParseSpecialTokens)
{
    /// <summary>A whole prompt: begin and end tokens are added, special tokens recognised.</summary>
    public static EncodeOptions Prompt { get; } = new(AddSpecialTokens: true, ParseSpecialTokens: true);

    /// <summary>A prompt that a chat template has rendered: it spells its special tokens itself.</summary>
    public static EncodeOptions Rendered { get; } = new(AddSpecialTokens: false, ParseSpecialTokens: true);

    /// <summary>Text and nothing else: nothing is added, and special tokens in it are read as letters.</summary>
    public static EncodeOptions PlainText { get; } = new(AddSpecialTokens: false, ParseSpecialTokens: false);
}
