namespace Xinference.Tokenizers;

/// <summary>Reads the part <c>model</c> of a tokenizer.json.</summary>
internal static class JsonModels
{
    public static (ITokenModel Model, int? Unknown) Read(JsonPart model, Vocabulary vocabulary)
    {
        string type = model.Find("type")?.Text() ?? Guess(model);
        return type switch
        {
            "BPE" => Bpe(model, vocabulary),
            "Unigram" => Unigram(model, vocabulary),
            "WordPiece" => WordPiece(model, vocabulary),
            "WordLevel" => WordLevel(model, vocabulary),
            _ => throw model.Unknown("model", type),
        };
    }

    /// <summary>Old files do not name the type.</summary>
    private static string Guess(JsonPart model) =>
        model.Find("merges") is not null ? "BPE"
        : model.Require("vocab").IsArray ? "Unigram"
        : model.Find("continuing_subword_prefix") is not null ? "WordPiece"
        : "WordLevel";

    private static (ITokenModel, int?) Bpe(JsonPart model, Vocabulary vocabulary)
    {
        int? unknown = Token(model, "unk_token", vocabulary);
        BpeOptions options = new()
        {
            Unknown = unknown,
            FuseUnknown = model.FlagOr("fuse_unk", false),
            Bytes = model.FlagOr("byte_fallback", false) ? ByteTokens.Find(vocabulary) : null,
            WholeWordsFirst = model.FlagOr("ignore_merges", false),
            Continuation = model.TextOr("continuing_subword_prefix", ""),
            WordEnd = model.TextOr("end_of_word_suffix", ""),
        };
        BpeMerges merges = new(vocabulary, options.Continuation);
        foreach (JsonPart merge in model.Require("merges").Items())
        {
            (string left, string right) = merge.IsText ? BpeMerges.Parts(merge.Text()) : Parts(merge);
            merges.Add(left, right);
        }

        return (new BpeModel(vocabulary, merges, options), unknown);
    }

    private static (string, string) Parts(JsonPart merge)
    {
        JsonPart[] parts = JsonVocabulary.Pair(merge);
        return (parts[0].Text(), parts[1].Text());
    }

    private static (ITokenModel, int?) Unigram(JsonPart model, Vocabulary vocabulary)
    {
        JsonPart[] entries = [.. model.Require("vocab").Items()];
        double[] scores = [.. entries.Select(e => JsonVocabulary.Pair(e)[1].Number())];
        int? unknown = model.Find("unk_id")?.Id();
        if (unknown >= entries.Length)
        {
            throw model.Error($"unk_id {unknown} is outside the vocabulary of {entries.Length} tokens");
        }

        ByteTokens? bytes = model.FlagOr("byte_fallback", false) ? ByteTokens.Find(vocabulary) : null;
        UnknownTokens missing = new(unknown, fuse: true, bytes);
        IEnumerable<KeyValuePair<string, int>> tokens =
            entries.Select((e, id) => KeyValuePair.Create(JsonVocabulary.Pair(e)[0].Text(), id));
        return (new UnigramModel(tokens, scores, missing), unknown);
    }

    private static (ITokenModel, int?) WordPiece(JsonPart model, Vocabulary vocabulary)
    {
        int unknown = Token(model, "unk_token", vocabulary) ?? throw model.Error("'unk_token' is missing");
        WordPieceOptions options = new()
        {
            Unknown = unknown,
            Inside = model.TextOr("continuing_subword_prefix", "##"),
            LongestWord = model.CountOr("max_input_chars_per_word", 100),
        };
        return (new WordPieceModel(ModelTokens(model), options), unknown);
    }

    private static (ITokenModel, int?) WordLevel(JsonPart model, Vocabulary vocabulary)
    {
        int? unknown = Token(model, "unk_token", vocabulary);
        return (new WordLevelModel(vocabulary, unknown), unknown);
    }

    private static IEnumerable<KeyValuePair<string, int>> ModelTokens(JsonPart model) =>
        model.Require("vocab").Properties().Select(p => KeyValuePair.Create(p.Name, p.Value.Id()));

    private static int? Token(JsonPart model, string name, Vocabulary vocabulary) =>
        model.Find(name)?.Text() is not { } text ? null
        : vocabulary.Find(text) ?? throw model.Error($"{name} '{text}' is no token of the vocabulary");
}
