using System.Text;
using Xinference.Tokenizers;

namespace Xinference.Serving;

/// <summary>How long a text can be before it is not worth encoding: no number of tokens the context holds could spell it.</summary>
internal sealed class PromptBound
{
    // What normalisation can take from a text: three jamo of three bytes become one Hangul syllable of three (UAX #15).
    private const int Shrinkage = 3;

    private readonly string _model;
    private readonly int _context;
    private readonly int _longest;

    public PromptBound(string model, int context, ITokenizer tokenizer)
    {
        _model = model;
        _context = context;
        _longest = Enumerable.Range(0, tokenizer.VocabularySize).Max(id => LengthOf(tokenizer, id));
    }

    /// <exception cref="PromptTooLongException">The text cannot fit.</exception>
    public void Check(string text)
    {
        long bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > (long)_context * _longest * Shrinkage)
        {
            throw new PromptTooLongException(
                $"the prompt has {bytes} bytes, far more than the {_context} tokens that the context of model '{_model}' holds "
                + $"could spell (of {_longest} bytes at the most): shorten the prompt");
        }
    }

    private static int LengthOf(ITokenizer tokenizer, int id) => Math.Max(
        tokenizer.TokenBytes(id).Length, tokenizer.IsSpecial(id) ? Encoding.UTF8.GetByteCount(tokenizer.TokenText(id)) : 0);
}
