using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    private readonly SearchValues<string> _specials;

    private SpecialTokenGuard(SearchValues<string> specials) => _specials = specials;

    /// <summary>Guards against the special tokens of a tokenizer that can be broken: those of one character cannot.</summary>
    public static SpecialTokenGuard For(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        string[] specials =
        [
            .. Enumerable.Range(0, tokenizer.VocabularySize)
                .Where(tokenizer.IsSpecial)
                .Select(tokenizer.TokenText)
                .Where(text => text.Length > FirstCharacter(text))
                .Distinct(),
        ];
        return new(SearchValues.Create(specials, StringComparison.Ordinal));
    }

    /// <summary>The text with every special token in it broken after its first character.</summary>
    public string Guard(string text)
    {
        string clean = text.Replace(Break.ToString(), "", StringComparison.Ordinal);
        ReadOnlySpan<char> rest = clean;
        if (!rest.ContainsAny(_specials))
        {
            return clean;
        }

        StringBuilder guarded = new(clean.Length + 16);
        for (int found = rest.IndexOfAny(_specials); found >= 0; found = rest.IndexOfAny(_specials))
        {
            // The search goes on inside what was found: another may begin there.
            int end = found + FirstCharacter(rest[found..]);
            guarded.Append(rest[..end]).Append(Break);
            rest = rest[end..];
        }

        return guarded.Append(rest).ToString();
    }

    /// <summary>A copy of the value in which every text is guarded, names of members included.</summary>
    public JsonNode? Guard(JsonNode? value) => value switch
    {
        JsonObject members => Guard(members),
        JsonArray items => new JsonArray([.. items.Select(Guard)]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => JsonValue.Create(Guard(text.GetValue<string>())),
        _ => value?.DeepClone(),
    };

    /// <summary>
    /// The ids of a rendered prompt: the template's special tokens are recognised, guarded ones are read as letters. Each piece is encoded
    /// as a text of its own, so a tokenizer that puts a space before a text (SentencePiece) puts one inside a guarded token as well.
    /// </summary>
    public static ImmutableArray<int> Encode(ITokenizer tokenizer, string rendered, CancellationToken cancellationToken)
    {
        var ids = ImmutableArray.CreateBuilder<int>();
        foreach (string piece in rendered.Split(Break, StringSplitOptions.RemoveEmptyEntries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ids.AddRange(tokenizer.Encode(piece, EncodeOptions.Rendered));
        }

        return ids.DrainToImmutable();
    }

    private JsonObject Guard(JsonObject members)
    {
        JsonObject guarded = [];
        foreach ((string name, JsonNode? value) in members)
        {
            // Names that differ in a noncharacter alone fall together: the last one counts.
            guarded[Guard(name)] = Guard(value);
        }

        return guarded;
    }

    // A surrogate pair must not be broken.
    private static int FirstCharacter(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
}
