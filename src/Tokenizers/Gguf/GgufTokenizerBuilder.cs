using System.Collections.Frozen;

namespace Xinference.Tokenizers;

/// <summary>Builds a tokenizer from the fields of a GGUF file.</summary>
internal static class GgufTokenizerBuilder
{
    public static ITokenizer Build(GgufTokenizerFields fields)
    {
        Vocabulary vocabulary = ReadVocabulary(fields);
        TokenizerParts parts = fields.Model switch
        {
            "llama" => GgufSentencePiece.Bpe(fields, vocabulary),
            "t5" => GgufSentencePiece.Unigram(fields, vocabulary),
            "gpt2" => ByteLevelBpe(fields, vocabulary),
            "bert" => GgufWordPiece.Parts(fields, vocabulary),
            _ => throw new TokenizerException($"tokenizer.ggml.model '{fields.Model}' is unknown; known are bert, gpt2, llama, t5"),
        };
        SpecialTokens special = Special(fields, vocabulary);
        return new PipelineTokenizer(parts with
        {
            RawTokens = new AddedTokenSplitter([.. Added(fields)], text => text),
            Special = special,
            Template = Template(fields, special),
        });
    }

    private static Vocabulary ReadVocabulary(GgufTokenizerFields fields)
    {
        Vocabulary vocabulary = new(fields.Tokens.Count);
        for (int id = 0; id < fields.Tokens.Count; id++)
        {
            vocabulary.Add(fields.Tokens[id], id);
            vocabulary.Special[id] = fields.Type(id) is GgufTokenType.Control or GgufTokenType.Unknown;
        }

        return vocabulary;
    }

    private static TokenizerParts ByteLevelBpe(GgufTokenizerFields fields, Vocabulary vocabulary)
    {
        WordPattern pattern = WordPatterns.Find(fields.Pre);
        BpeMerges merges = new(vocabulary, "");
        foreach (string merge in fields.Merges)
        {
            (string left, string right) = BpeMerges.Parts(merge);
            merges.Add(left, right);
        }

        SpacePrefix prefix = fields.Flag("add_space_prefix", false) ? SpacePrefix.Always : SpacePrefix.Never;
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Splitter = new ByteLevelSplitter(prefix, pattern.Splitter()),
            Model = new BpeModel(vocabulary, merges, new BpeOptions { WholeWordsFirst = pattern.WholeWordsFirst }),
            Decoder = new SequenceDecoder([new ByteLevelDecoderStep()], 0),
        };
    }

    private static IEnumerable<AddedToken> Added(GgufTokenizerFields fields) =>
        Enumerable.Range(0, fields.Tokens.Count)
            .Where(id => fields.Type(id) is GgufTokenType.Control or GgufTokenType.Unknown or GgufTokenType.UserDefined)
            .Select(id => new AddedToken(id, fields.Tokens[id]) { Special = fields.Type(id) != GgufTokenType.UserDefined });

    private static SpecialTokens Special(GgufTokenizerFields fields, Vocabulary vocabulary)
    {
        int? eos = fields.StrictId("eos_token_id") ?? (fields.Model == "llama" ? vocabulary.Find("</s>") : null);
        IEnumerable<int> ends = new[] { eos, fields.Id("eot_token_id"), fields.Id("eom_token_id") }.OfType<int>();
        return new SpecialTokens
        {
            Bos = fields.StrictId("bos_token_id") ?? fields.Id("cls_token_id") ?? (fields.Model == "llama" ? vocabulary.Find("<s>") : null),
            Eos = eos,
            Unk = fields.Id("unknown_token_id") ?? (fields.Model == "llama" ? vocabulary.Find("<unk>") : null),
            Pad = fields.Id("padding_token_id"),
            EndOfGeneration = ends.Concat(EndTokens.Known(vocabulary)).ToFrozenSet(),
        };
    }

    /// <summary>Where the file does not say, SentencePiece models begin with BOS, T5 ends with EOS, and BERT has both ends.</summary>
    private static SpecialTemplate Template(GgufTokenizerFields fields, SpecialTokens special)
    {
        bool bert = fields.Model == "bert";
        bool begins = fields.Flag("add_bos_token", bert || fields.Model == "llama" || IsLlama3(fields));
        bool ends = fields.Flag("add_eos_token", bert || fields.Model == "t5");
        int? end = bert ? fields.Id("seperator_token_id") ?? fields.Id("separator_token_id") ?? special.Eos : special.Eos;
        int? begin = bert ? fields.Id("cls_token_id") ?? special.Bos : special.Bos;
        return new SpecialTemplate(begins && begin is { } first ? [first] : [], ends && end is { } last ? [last] : []);
    }

    private static bool IsLlama3(GgufTokenizerFields fields) =>
        fields.Model == "gpt2" && fields.Pre is "llama-bpe" or "llama3" or "llama-v3" or "tekken";
}
