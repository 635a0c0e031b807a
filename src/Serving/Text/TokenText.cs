using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Xinference.Tokenizers;

namespace Xinference.Serving;

/// <summary>A generated token as clients see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text; bytes that are no whole characters are spelled <c>bytes:\xf0\x9f</c>.</param>
/// <param name="Bytes">Its bytes in UTF-8, possibly part of a character.</param>
/// <param name="LogProbability">Natural logarithm of its probability.</param>
/// <param name="Offset">Where its text begins in the generated text, in code points.</param>
/// <param name="Top">The most likely tokens in its place, best first.</param>
public sealed record TokenText(
    int Id, string Text, ImmutableArray<byte> Bytes, float LogProbability, int Offset, ImmutableArray<CandidateText> Top);

/// <summary>A token that could have been generated.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="LogProbability">Natural logarithm of its probability.</param>
public readonly record struct CandidateText(int Id, string Text, ImmutableArray<byte> Bytes, float LogProbability);

/// <summary>How single tokens are spelled for people.</summary>
public static class TokenSpelling
{
    /// <summary>
    /// The token's text: its bytes as UTF-8, or the vocabulary's own spelling where it has no bytes. Bytes that are no whole characters are
    /// spelled as OpenAI spells them, <c>bytes:\xf0\x9f</c>: so they stay apart.
    /// </summary>
    /// <exception cref="TokenizerException">The id is outside the vocabulary.</exception>
    public static string Spell(this ITokenizer tokenizer, int id)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ReadOnlySpan<byte> bytes = tokenizer.TokenBytes(id);
        if (bytes.IsEmpty || tokenizer.IsSpecial(id))
        {
            return tokenizer.TokenText(id);
        }

        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : SpellBytes(bytes);
    }

    private static string SpellBytes(ReadOnlySpan<byte> bytes)
    {
        StringBuilder spelled = new("bytes:");
        foreach (byte b in bytes)
        {
            spelled.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return spelled.ToString();
    }
}
