namespace Xinference.Tokenizers;

/// <summary>Builds a tokenizer from tokenizer.json and the settings beside it.</summary>
internal static class TokenizerFolder
{
    public static ITokenizer Load(string folder)
    {
        JsonPart root = JsonPart.Read(Path.Combine(folder, "tokenizer.json"));
        JsonPart? config = Optional(folder, "tokenizer_config.json");
        JsonPart? generation = Optional(folder, "generation_config.json");
        return Build(root, config, generation);
    }

    public static ITokenizer Build(JsonPart root, JsonPart? config, JsonPart? generation)
    {
        (Vocabulary vocabulary, List<AddedToken> added) = JsonVocabulary.Read(root);
        (ITokenModel model, int? unknown) = JsonModels.Read(root.Require("model"), vocabulary);
        INormalizer normalizer = JsonNormalizers.Read(root.Find("normalizer"));
        SpecialTokens special = JsonSpecialTokens.Read(vocabulary, unknown, config, generation);
        SpecialTemplate template = JsonTemplates.Read(root.Find("post_processor"), vocabulary);
        return new PipelineTokenizer(new TokenizerParts
        {
            Vocabulary = vocabulary,
            RawTokens = new AddedTokenSplitter([.. added.Where(t => !t.Normalized)], text => text),
            NormalTokens = new AddedTokenSplitter([.. added.Where(t => t.Normalized)], normalizer.Normalize),
            Normalizer = normalizer,
            Splitter = JsonSplitters.Read(root.Find("pre_tokenizer")),
            Model = model,
            Template = JsonSpecialTokens.Completed(template, special, config),
            Decoder = JsonDecoders.Read(root.Find("decoder")),
            Special = special,
        });
    }

    private static JsonPart? Optional(string folder, string name) =>
        File.Exists(Path.Combine(folder, name)) ? JsonPart.Read(Path.Combine(folder, name)) : null;
}
