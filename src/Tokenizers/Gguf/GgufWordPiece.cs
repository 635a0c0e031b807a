namespace Xinference.Tokenizers;

/// <summary>The WordPiece models of GGUF files: words begin with U+2581 there, and parts inside a word have no prefix.</summary>
internal static class GgufWordPiece
{
    private const string Begin = "\u2581";

    public static TokenizerParts Parts(GgufTokenizerFields fields, Vocabulary vocabulary)
    {
        int unknown = fields.Id("unknown_token_id") ?? vocabulary.Find("[UNK]")
            ?? throw new TokenizerException("the GGUF file names no tokenizer.ggml.unknown_token_id, which a bert tokenizer needs");
        BertNormalizing cleaning = BertNormalizing.CleanText | BertNormalizing.SpaceIdeographs
            | (fields.Flag("normalizer.strip_accents", true) ? BertNormalizing.StripAccents : 0)
            | (fields.Flag("normalizer.lowercase", true) ? BertNormalizing.Lowercase : 0);
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Normalizer = new BertNormalizer(cleaning),
            Splitter = JsonSplitters.BertWords(),
            Model = new WordPieceModel(vocabulary.Ids, new WordPieceOptions { Unknown = unknown, Begin = Begin, Inside = "", LongestWord = int.MaxValue }),
            Decoder = new SequenceDecoder([new MetaspaceDecoderStep(Begin, SpacePrefix.First)], 0),
        };
    }
}
