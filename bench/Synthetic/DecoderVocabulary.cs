using System.Globalization;
using System.Text.Json.Nodes;
using Xinference.Formats;

namespace Xinference.Synthetic;

/// <summary>Three special tokens, all bytes, and invented words.</summary>
internal static class DecoderVocabulary
{
    private const int FirstByte = 3;
    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;

    public static void Describe(GgufWriter writer, int vocabulary)
    {
        writer.Add("tokenizer.ggml.model", "llama");
        writer.Add("tokenizer.ggml.tokens", Enumerable.Range(0, vocabulary).Select(id => Token(id).Text).ToArray());
        writer.Add("tokenizer.ggml.scores", Enumerable.Range(0, vocabulary).Select(id => (float)-id).ToArray());
        writer.Add("tokenizer.ggml.token_type", Enumerable.Range(0, vocabulary).Select(id => Token(id).Type).ToArray());
        writer.Add("tokenizer.ggml.bos_token_id", 1u);
        writer.Add("tokenizer.ggml.eos_token_id", 2u);
        writer.Add("tokenizer.ggml.unknown_token_id", 0u);
    }

    public static JsonObject TokenizerJson(int vocabulary)
    {
        var words = new JsonObject();
        var special = new JsonArray();
        for (int id = 0; id < vocabulary; id++)
        {
            (string text, int type) = Token(id);
            words[text] = id;
            if (type is Unknown or Control)
            {
                special.Add(TokenizerJsonParts.Special(id, text));
            }
        }

        return new()
        {
            ["version"] = "1.0",
            ["added_tokens"] = special,
            ["normalizer"] = null,
            ["pre_tokenizer"] = null,
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "ByteFallback" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<unk>",
                ["byte_fallback"] = true,
                ["vocab"] = words,
                ["merges"] = new JsonArray(),
            },
        };
    }

    private static (string Text, int Type) Token(int id) => id switch
    {
        0 => ("<unk>", Unknown),
        1 => ("<s>", Control),
        2 => ("</s>", Control),
        < FirstByte + 256 => (string.Create(CultureInfo.InvariantCulture, $"<0x{id - FirstByte:X2}>"), Byte),
        _ => (string.Create(CultureInfo.InvariantCulture, $"▁word{id}"), Normal),
    };
}
