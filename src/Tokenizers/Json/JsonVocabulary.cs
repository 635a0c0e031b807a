namespace Xinference.Tokenizers;

/// <summary>Reads the tokens of a tokenizer.json: those of the model, and the added ones.</summary>
internal static class JsonVocabulary
{
    private const int MostGaps = 1 << 14;

    public static (Vocabulary Vocabulary, List<AddedToken> Added) Read(JsonPart root)
    {
        JsonPart vocab = root.Require("model").Require("vocab");
        List<(string Text, int Id)> tokens = [.. vocab.IsArray ? Scored(vocab) : vocab.Properties().Select(p => (p.Name, p.Value.Id()))];
        List<AddedToken> added = [.. (root.Find("added_tokens")?.Items() ?? []).Select(Added)];
        int highest = tokens.Select(t => t.Id).Concat(added.Select(t => t.Id)).DefaultIfEmpty(-1).Max();
        if (highest > (2 * (tokens.Count + added.Count)) + MostGaps)
        {
            throw root.Error($"token id {highest} is far above the number of tokens, {tokens.Count + added.Count}");
        }

        Vocabulary vocabulary = new(highest + 1);
        foreach ((string text, int id) in tokens)
        {
            vocabulary.Add(text, id);
        }

        for (int i = 0; i < added.Count; i++)
        {
            added[i] = Place(vocabulary, added[i]);
        }

        return (vocabulary, added);
    }

    /// <summary>An added token that the model knows too keeps the id of the model.</summary>
    private static AddedToken Place(Vocabulary vocabulary, AddedToken token)
    {
        if (vocabulary.Find(token.Content) is { } known)
        {
            token = token with { Id = known };
        }

        vocabulary.Add(token.Content, token.Id);
        vocabulary.Special[token.Id] |= token.Special;
        return token;
    }

    private static IEnumerable<(string Text, int Id)> Scored(JsonPart vocab) =>
        vocab.Items().Select((entry, id) => (Pair(entry)[0].Text(), Vocabulary.CheckedId(id)));

    /// <summary>The two parts of an entry such as a token with its score.</summary>
    public static JsonPart[] Pair(JsonPart entry)
    {
        JsonPart[] parts = [.. entry.Items()];
        return parts.Length == 2 ? parts : throw entry.Error("two parts were expected");
    }

    private static AddedToken Added(JsonPart part)
    {
        bool special = part.FlagOr("special", false);
        return new AddedToken(part.Require("id").Id(), part.Require("content").Text())
        {
            Special = special,
            StripsLeft = part.FlagOr("lstrip", false),
            StripsRight = part.FlagOr("rstrip", false),
            SingleWord = part.FlagOr("single_word", false),
            Normalized = part.FlagOr("normalized", !special),
        };
    }
}
