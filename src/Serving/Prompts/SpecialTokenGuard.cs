using System.Collections.Immutable;
using Xinference.Tokenizers;

namespace Xinference.Serving;

/// <summary>
/// Keeps special tokens that a user spelled out (such as <c>&lt;|im_end|&gt;</c>) from being read as such: they are broken apart with a
/// noncharacter before the template is rendered, and the rendered text is encoded piece by piece around it. Text without them is untouched.
/// </summary>
internal sealed class SpecialTokenGuard
{
    // A Unicode noncharacter: no valid text holds it, and templates pass it through.
    private const char Break = '\uFDD0';

    private readonly ImmutableArray<string> _specials;

    private SpecialTokenGuard(ImmutableArray<string> specials) => _specials = specials;

    public static SpecialTokenGuard For(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        IEnumerable<string> specials = Enumerable.Range(0, tokenizer.VocabularySize)
            .Where(tokenizer.IsSpecial)
            .Select(tokenizer.TokenText)
            .Where(text => text.Length > 1)
            .Distinct();
        return new([.. specials]);
    }

    /// <summary>The text with every special token in it broken after its first character.</summary>
    public string Guard(string text)
    {
        string guarded = text.Replace(Break.ToString(), "", StringComparison.Ordinal);
        foreach (string special in _specials)
        {
            guarded = guarded.Replace(special, $"{special[..1]}{Break}{special[1..]}", StringComparison.Ordinal);
        }

        return guarded;
    }

    /// <summary>The ids of a rendered prompt: the template's special tokens are recognised, guarded ones are read as letters.</summary>
    public static ImmutableArray<int> Encode(ITokenizer tokenizer, string rendered)
    {
        var ids = ImmutableArray.CreateBuilder<int>();
        foreach (string piece in rendered.Split(Break, StringSplitOptions.RemoveEmptyEntries))
        {
            ids.AddRange(tokenizer.Encode(piece, EncodeOptions.Rendered));
        }

        return ids.DrainToImmutable();
    }
}
