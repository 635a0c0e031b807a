namespace Xinference.Tokenizers;

/// <summary>Reads the part <c>normalizer</c> of a tokenizer.json.</summary>
internal static class JsonNormalizers
{
    public static INormalizer Read(JsonPart? part) => part is { } normalizer ? Read(normalizer) : new SequenceNormalizer([]);

    private static INormalizer Read(JsonPart part)
    {
        string type = part.Type();
        return type switch
        {
            "Sequence" => new SequenceNormalizer([.. part.Require("normalizers").Items().Select(Read)]),
            "Prepend" => new PrependNormalizer(part.Require("prepend").Text()),
            "Replace" => Replace(part),
            "NFC" => new UnicodeNormalizer(UnicodeForm.NFC),
            "NFD" => new UnicodeNormalizer(UnicodeForm.NFD),
            "NFKC" => new UnicodeNormalizer(UnicodeForm.NFKC),
            "NFKD" => new UnicodeNormalizer(UnicodeForm.NFKD),
            "Lowercase" => new LowercaseNormalizer(),
            "Strip" => new StripNormalizer(part.FlagOr("strip_left", true), part.FlagOr("strip_right", true)),
            "StripAccents" => new StripMarksNormalizer(CharacterClass.CategoryBits("M")),
            "Nmt" => new NmtNormalizer(),
            "ByteLevel" => new ByteLevelNormalizer(),
            "BertNormalizer" => new BertNormalizer(Bert(part)),
            "Precompiled" => Precompiled(part),
            _ => throw part.Unknown("normalizer", type),
        };
    }

    /// <summary>A replacement of a literal text or of what a pattern matches; decoders use it too.</summary>
    public static INormalizer Replace(JsonPart part)
    {
        JsonPart pattern = part.Require("pattern");
        string content = part.Require("content").Text();
        return pattern.Find("Regex") is { } regex
            ? new ReplacePatternNormalizer(new SplitPattern(regex.Text()), content)
            : new ReplaceNormalizer(pattern.Require("String").Text(), content);
    }

    private static BertNormalizing Bert(JsonPart part)
    {
        bool lower = part.FlagOr("lowercase", true);
        return (part.FlagOr("clean_text", true) ? BertNormalizing.CleanText : 0)
            | (part.FlagOr("handle_chinese_chars", true) ? BertNormalizing.SpaceIdeographs : 0)
            | (part.FlagOr("strip_accents", lower) ? BertNormalizing.StripAccents : 0)
            | (lower ? BertNormalizing.Lowercase : 0);
    }

    private static INormalizer Precompiled(JsonPart part)
    {
        string text = part.TextOr("precompiled_charsmap", "");
        if (text.Length == 0)
        {
            return new SequenceNormalizer([]);
        }

        byte[] blob = new byte[text.Length];
        return Convert.TryFromBase64String(text, blob, out int length)
            ? new PrecompiledNormalizer(new CharacterMap(blob.AsSpan(0, length)))
            : throw part.Error("precompiled_charsmap is not base64");
    }
}
