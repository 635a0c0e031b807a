namespace Xinference.Tokenizers;

/// <summary>Reads the part <c>post_processor</c> of a tokenizer.json, for single texts.</summary>
internal static class JsonTemplates
{
    public static SpecialTemplate Read(JsonPart? part, Vocabulary vocabulary)
    {
        if (part is not { } processor)
        {
            return SpecialTemplate.Empty;
        }

        string type = processor.Type();
        return type switch
        {
            "TemplateProcessing" => Template(processor, vocabulary),
            "BertProcessing" or "RobertaProcessing" => new SpecialTemplate([Named(processor, "cls", vocabulary)], [Named(processor, "sep", vocabulary)]),
            "ByteLevel" => SpecialTemplate.Empty,
            "Sequence" => processor.Require("processors").Items().Select(p => Read(p, vocabulary)).Aggregate(SpecialTemplate.Empty, Around),
            _ => throw processor.Unknown("post_processor", type),
        };
    }

    private static SpecialTemplate Around(SpecialTemplate inner, SpecialTemplate outer) =>
        new([.. outer.Before, .. inner.Before], [.. inner.After, .. outer.After]);

    private static int Named(JsonPart part, string name, Vocabulary vocabulary) =>
        Known(part, JsonVocabulary.Pair(part.Require(name))[1].Id(), vocabulary);

    private static SpecialTemplate Template(JsonPart part, Vocabulary vocabulary)
    {
        List<int> before = [];
        List<int> after = [];
        bool seen = false;
        foreach (JsonPart item in part.Require("single").Items())
        {
            if (item.Find("SpecialToken") is { } token)
            {
                (seen ? after : before).AddRange(Ids(part, token.Require("id").Text(), vocabulary));
            }
            else if (item.Require("Sequence").Require("id").Text() != "A" || seen)
            {
                throw item.Error("a template for one text must name the text A once");
            }
            else
            {
                seen = true;
            }
        }

        return seen ? new SpecialTemplate(before, after) : throw part.Error("the template does not hold the text");
    }

    private static IEnumerable<int> Ids(JsonPart part, string name, Vocabulary vocabulary) =>
        part.Require("special_tokens").Require(name).Require("ids").Items().Select(id => Known(part, id.Id(), vocabulary));

    private static int Known(JsonPart part, int id, Vocabulary vocabulary) =>
        id < vocabulary.Texts.Length ? id : throw part.Error($"token id {id} is outside the vocabulary of {vocabulary.Texts.Length} tokens");
}
