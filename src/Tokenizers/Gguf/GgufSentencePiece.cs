namespace Xinference.Tokenizers;

/// <summary>The SentencePiece models of GGUF files.</summary>
internal static class GgufSentencePiece
{
    private const string Space = "\u2581";

    public static TokenizerParts Bpe(GgufTokenizerFields fields, Vocabulary vocabulary)
    {
        bool prefix = fields.Flag("add_space_prefix", true);
        UnknownTokens unknown = new(fields.Id("unknown_token_id") ?? vocabulary.Find("<unk>"), fuse: false, ByteTokens.Find(vocabulary));
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Decoder = Decoder(prefix),
            Normalizer = new SequenceNormalizer([.. prefix ? [new PrependNormalizer(" ")] : Array.Empty<INormalizer>(), new ReplaceNormalizer(" ", Space)]),
            Model = new ScoredBpeModel(vocabulary, fields.RequiredScores, unknown),
        };
    }

    public static TokenizerParts Unigram(GgufTokenizerFields fields, Vocabulary vocabulary)
    {
        bool prefix = fields.Flag("add_space_prefix", true);
        double[] scores = [.. fields.RequiredScores.Select(s => (double)s)];
        IEnumerable<KeyValuePair<string, int>> tokens = vocabulary.Ids.Where(t => fields.Type(t.Value) is GgufTokenType.Normal or GgufTokenType.UserDefined);
        UnknownTokens unknown = new(fields.Id("unknown_token_id"), fuse: true, ByteTokens.Find(vocabulary));
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Decoder = Decoder(prefix),
            Normalizer = new SequenceNormalizer([.. UnigramSteps(fields, prefix)]),
            Model = new UnigramModel(tokens, scores, unknown),
        };
    }

    private static IEnumerable<INormalizer> UnigramSteps(GgufTokenizerFields fields, bool prefix)
    {
        if (fields.CharacterMap.Count > 0)
        {
            yield return new SentencePieceNormalizer(new CharacterMap([.. fields.CharacterMap.Select(b => (byte)b)]));
        }

        if (fields.Flag("remove_extra_whitespaces", true))
        {
            yield return new ReplacePatternNormalizer(new SplitPattern(@"\A +| +\z"), "");
            yield return new ReplacePatternNormalizer(new SplitPattern(" {2,}"), " ");
        }

        if (prefix)
        {
            yield return new PrependNormalizer(" ");
        }

        yield return new ReplaceNormalizer(" ", Space);
    }

    private static SequenceDecoder Decoder(bool prefix) =>
        new([new NormalizerDecoderStep(new ReplaceNormalizer(Space, " ")), new ByteFallbackDecoderStep()], prefix ? 1 : 0);
}
