using System.Collections.Frozen;

namespace Xinference.Tokenizers;

/// <summary>Reads the roles of tokens from tokenizer_config.json and generation_config.json.</summary>
internal static class JsonSpecialTokens
{
    public static SpecialTokens Read(Vocabulary vocabulary, int? unknown, JsonPart? config, JsonPart? generation)
    {
        int? eos = Named(config, "eos_token", vocabulary);
        IEnumerable<int> ends = EndTokens.Known(vocabulary).Concat(GenerationEnds(generation)).Where(id => id < vocabulary.Texts.Length);
        return new SpecialTokens
        {
            Bos = Named(config, "bos_token", vocabulary),
            Eos = eos,
            Unk = Named(config, "unk_token", vocabulary) ?? unknown,
            Pad = Named(config, "pad_token", vocabulary),
            EndOfGeneration = (eos is { } id ? ends.Append(id) : ends).ToFrozenSet(),
        };
    }

    /// <summary>Adds begin and end tokens that the settings ask for where the template has none of its own.</summary>
    public static SpecialTemplate Completed(SpecialTemplate template, SpecialTokens special, JsonPart? config)
    {
        if (config is not { } settings || template.Before.Count + template.After.Count > 0)
        {
            return template;
        }

        int[] before = settings.FlagOr("add_bos_token", false) && special.Bos is { } bos ? [bos] : [];
        int[] after = settings.FlagOr("add_eos_token", false) && special.Eos is { } eos ? [eos] : [];
        return new SpecialTemplate(before, after);
    }

    private static int? Named(JsonPart? config, string name, Vocabulary vocabulary)
    {
        JsonPart? value = config?.Find(name);
        string? text = value is { IsObject: true } token ? token.Find("content")?.Text() : value?.Text();
        return text is null ? null : vocabulary.Find(text);
    }

    private static IEnumerable<int> GenerationEnds(JsonPart? generation) =>
        generation?.Find("eos_token_id") is not { } ids ? [] : ids.IsArray ? ids.Items().Select(id => id.Id()) : [ids.Id()];
}
