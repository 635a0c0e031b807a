namespace Xinference.Tokenizers;

/// <summary>Spellings of tokens that end a turn or a text in published models; files often name only one of them.</summary>
internal static class EndTokens
{
    private static readonly string[] Spellings =
    [
        "<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>", "<|end_of_text|>", "<|endoftext|>", "<end_of_turn>", "<turn|>", "<|eot|>",
        "<|return|>", "<|call|>", "<|user|>", "<|END_OF_TURN_TOKEN|>", "<｜end▁of▁sentence｜>", "<EOT>", "<|endofturn|>", "[EOS]", "[EOT]",
    ];

    /// <summary>The ids of those that the vocabulary holds as special tokens.</summary>
    public static IEnumerable<int> Known(Vocabulary vocabulary) =>
        Spellings.Select(vocabulary.Find).OfType<int>().Where(id => vocabulary.Special[id]);
}
