namespace Xinference.Tokenizers;

/// <summary>Reads the part <c>decoder</c> of a tokenizer.json.</summary>
internal static class JsonDecoders
{
    public static ITokenDecoder Read(JsonPart? part)
    {
        if (part is not { } decoder)
        {
            return new SequenceDecoder([new WordPieceDecoderStep("", cleanUp: false)], 0);
        }

        List<IDecoderStep> steps = [];
        int leadingSpaces = 0;
        bool fused = false;
        foreach (JsonPart item in Flat(decoder))
        {
            string type = item.Type();
            if (fused && type == "Strip")
            {
                leadingSpaces += LeadingSpaces(item);
            }
            else if (type == "Fuse")
            {
                fused = true;
            }
            else
            {
                steps.Add(Step(item, type));
            }
        }

        return new SequenceDecoder(steps, leadingSpaces);
    }

    private static IEnumerable<JsonPart> Flat(JsonPart part) =>
        part.Type() == "Sequence" ? part.Require("decoders").Items().SelectMany(Flat) : [part];

    private static IDecoderStep Step(JsonPart part, string type) => type switch
    {
        "ByteLevel" => new ByteLevelDecoderStep(),
        "ByteFallback" => new ByteFallbackDecoderStep(),
        "Replace" => new NormalizerDecoderStep(JsonNormalizers.Replace(part)),
        "Strip" => new StripDecoderStep(StripContent(part), part.CountOr("start", 0), part.CountOr("stop", 0)),
        "Metaspace" => new MetaspaceDecoderStep(part.TextOr("replacement", "\u2581"), JsonSplitters.Prefix(part)),
        "WordPiece" => new WordPieceDecoderStep(part.TextOr("prefix", "##"), part.FlagOr("cleanup", true)),
        _ => throw part.Unknown("decoder", type),
    };

    /// <summary>After fusing, only spaces at the start of the text can be taken off while it streams.</summary>
    private static int LeadingSpaces(JsonPart part) =>
        StripContent(part) == ' ' && part.CountOr("stop", 0) == 0
            ? part.CountOr("start", 0)
            : throw part.Error("after Fuse only spaces at the start can be stripped");

    private static char StripContent(JsonPart part) =>
        part.Require("content").Text() is [var content] ? content : throw part.Error("'content' must be one character");
}
