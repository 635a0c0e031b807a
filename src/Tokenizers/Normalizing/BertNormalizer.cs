using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Cleans text as BERT's basic tokenizer does (Devlin et al. 2018, reference implementation).</summary>
internal sealed class BertNormalizer(BertNormalizing options) : INormalizer
{
    private static readonly UnicodeNormalizer Decomposed = new(UnicodeForm.NFD);
    private static readonly StripMarksNormalizer Accents = new(CharacterClass.CategoryBits("Mn"));
    private static readonly LowercaseNormalizer Lower = new();

    public string Normalize(string text)
    {
        text = options.HasFlag(BertNormalizing.CleanText) ? Clean(text) : text;
        text = options.HasFlag(BertNormalizing.SpaceIdeographs) ? SpaceIdeographs(text) : text;
        text = options.HasFlag(BertNormalizing.StripAccents) ? Accents.Normalize(Decomposed.Normalize(text)) : text;
        return options.HasFlag(BertNormalizing.Lowercase) ? Lower.Normalize(text) : text;
    }

    private static string Clean(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool space = CharacterClass.IsWhiteSpace(rune.Value);
            bool control = rune.Value is not ('\t' or '\n' or '\r') && CharacterClass.IsOther(rune.Value);
            if (rune.Value is not (0 or 0xFFFD) && !control)
            {
                result.Append(space ? " " : rune.ToString());
            }
        }

        return result.ToString();
    }

    private static string SpaceIdeographs(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool ideograph = CharacterClass.IsBertIdeograph(rune.Value);
            result.Append(ideograph ? " " : "").Append(rune.ToString()).Append(ideograph ? " " : "");
        }

        return result.ToString();
    }
}

/// <summary>The steps of <see cref="BertNormalizer"/>.</summary>
[Flags]
internal enum BertNormalizing
{
    None = 0,
    CleanText = 1,
    SpaceIdeographs = 2,
    StripAccents = 4,
    Lowercase = 8,
}
