using System.Globalization;
using System.Text.Json.Nodes;
using Xinference.Formats;

namespace Xinference.Synthetic;

/// <summary>A WordPiece vocabulary with the special tokens where BERT has them, and invented words.</summary>
internal static class EncoderVocabulary
{
    public const int Padding = 0;
    private const int Unknown = 100;
    private const int Class = 101;
    private const int Separator = 102;
    private const int Mask = 103;
    private const int Normal = 1;
    private const int Control = 3;

    public static void Describe(GgufWriter writer, int vocabulary, int tokenTypes)
    {
        writer.Add("tokenizer.ggml.model", "bert");
        writer.Add("tokenizer.ggml.pre", "bert-bge");
        writer.Add("tokenizer.ggml.tokens", Enumerable.Range(0, vocabulary).Select(GgufText).ToArray());
        writer.Add("tokenizer.ggml.token_type", Enumerable.Range(0, vocabulary).Select(id => IsSpecial(id) ? Control : Normal).ToArray());
        writer.Add("tokenizer.ggml.token_type_count", (uint)tokenTypes);
        writer.Add("tokenizer.ggml.unknown_token_id", (uint)Unknown);
        writer.Add("tokenizer.ggml.seperator_token_id", (uint)Separator); // the key is spelt so
        writer.Add("tokenizer.ggml.padding_token_id", (uint)Padding);
        writer.Add("tokenizer.ggml.cls_token_id", (uint)Class);
        writer.Add("tokenizer.ggml.mask_token_id", (uint)Mask);
        writer.Add("tokenizer.ggml.bos_token_id", (uint)Class);
        writer.Add("tokenizer.ggml.eos_token_id", (uint)Separator);
    }

    public static JsonObject TokenizerJson(int vocabulary)
    {
        var words = new JsonObject();
        var special = new JsonArray();
        for (int id = 0; id < vocabulary; id++)
        {
            words[Text(id)] = id;
            if (IsSpecial(id))
            {
                special.Add(TokenizerJsonParts.Special(id, Text(id)));
            }
        }

        return new()
        {
            ["version"] = "1.0",
            ["added_tokens"] = special,
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = true,
                ["handle_chinese_chars"] = true,
                ["strip_accents"] = null,
                ["lowercase"] = true,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "BertProcessing",
                ["sep"] = new JsonArray(Text(Separator), Separator),
                ["cls"] = new JsonArray(Text(Class), Class),
            },
            ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = "##", ["cleanup"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = Text(Unknown),
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = words,
            },
        };
    }

    // in GGUF files a word that begins one carries the mark of a space
    private static string GgufText(int id) => IsSpecial(id) || Text(id).StartsWith('[') ? Text(id) : "▁" + Text(id);

    private static bool IsSpecial(int id) => id is Padding or Unknown or Class or Separator or Mask;

    private static string Text(int id) => id switch
    {
        Padding => "[PAD]",
        Unknown => "[UNK]",
        Class => "[CLS]",
        Separator => "[SEP]",
        Mask => "[MASK]",
        < Unknown => string.Create(CultureInfo.InvariantCulture, $"[unused{id - 1}]"),
        _ => string.Create(CultureInfo.InvariantCulture, $"word{id}"),
    };
}
