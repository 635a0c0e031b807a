using System.Collections.Immutable;
using Xinference.Tokenizers;

namespace Xinference.Serving;

/// <summary>Turns a text into the ids a model reads.</summary>
public static class TextPrompt
{
    /// <summary>Encodes a text that can fit in the model's context; one that cannot is refused before any work is done on it.</summary>
    /// <exception cref="PromptTooLongException">It cannot fit, however long each token is.</exception>
    /// <exception cref="TokenizerException">The vocabulary cannot express the text.</exception>
    public static ImmutableArray<int> Encode(ServedModel model, string text, EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        model.PromptBound.Check(text);
        return [.. model.Tokenizer.Encode(text, options)];
    }
}
