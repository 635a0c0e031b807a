using System.Text;
using System.Text.Json.Nodes;

namespace Xinference.Tokenizers.Tests;

/// <summary>Tokenizer files made by tests.</summary>
internal static class ToyFiles
{
    public static ITokenizer Load(JsonNode file) => Load(file.ToJsonString());

    public static ITokenizer Load(string json) =>
        TokenizerFolder.Build(JsonPart.Parse(Encoding.UTF8.GetBytes(json), "tokenizer.json"), null, null);

    /// <summary>A byte-level model whose only merges double the letter a, with one special token.</summary>
    public static ITokenizer ByteLevel(string pattern = "")
    {
        JsonObject vocab = [];
        for (int i = 0; i < 256; i++)
        {
            vocab[ByteCharacter(i)] = i;
        }

        JsonArray merges = [];
        for (int length = 1; length <= 32; length *= 2)
        {
            vocab[new string('a', 2 * length)] = vocab.Count;
            merges.Add($"{new string('a', length)} {new string('a', length)}");
        }

        JsonArray steps = [.. pattern.Length == 0 ? Array.Empty<JsonNode>() : [Split(pattern)], ByteLevelStep()];
        return Load(new JsonObject
        {
            ["added_tokens"] = new JsonArray(new JsonObject { ["id"] = vocab.Count, ["content"] = "<|end|>", ["special"] = true }),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = steps },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocab, ["merges"] = merges },
        });
    }

    /// <summary>A SentencePiece model with byte tokens and a few pieces.</summary>
    public static ITokenizer ByteFallback()
    {
        JsonObject vocab = new() { ["<unk>"] = 0 };
        for (int i = 0; i < 256; i++)
        {
            vocab[$"<0x{i:X2}>"] = vocab.Count;
        }

        foreach (string piece in new[] { "\u2581", "a", "b", "\u2581a", "é", "\u2581ab" })
        {
            vocab[piece] = vocab.Count;
        }

        return Load(new JsonObject
        {
            ["normalizer"] = new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = " " }, ["content"] = "\u2581" },
            ["decoder"] = JsonNode.Parse("""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<unk>",
                ["byte_fallback"] = true,
                ["vocab"] = vocab,
                ["merges"] = new JsonArray("\u2581 a", "\u2581a b"),
            },
        });
    }

    private static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = pattern },
        ["behavior"] = "Isolated",
    };

    private static JsonObject ByteLevelStep() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = false };

    private static string ByteCharacter(int value) =>
        Enumerable.Range(0x21, 0x400).Where(c => c != 0x7F).Select(c => ((char)c).ToString()).First(c => ByteAlphabet.Decode(c) is [var b] && b == value);
}
