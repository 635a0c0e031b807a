using System.Text.Json.Nodes;
using Xinference.Tokenizers;

namespace Xinference.Serving.Tests;

/// <summary>A byte-level tokenizer with a handful of merges and two special tokens, small enough to reason about.</summary>
public static class TinyTokenizer
{
    public const int VocabularySize = 256 + 8 + 2;
    public const int Start = 264;
    public const int End = 265;

    private static readonly string[] Merges = ["a b", "b c", "ab c", "l l", "h e", "he ll", "hell o", "Ġ w"];

    /// <summary>What the tests' models chat with.</summary>
    public const string ChatTemplate =
        "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    public static ITokenizer Load()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tiny-tokenizer");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "tokenizer.json"), Describe().ToJsonString());
            File.WriteAllText(
                Path.Combine(folder.FullName, "tokenizer_config.json"),
                """{"eos_token": "<|im_end|>", "tokenizer_class": "PreTrainedTokenizerFast"}""");
            return TokenizerLoader.FromFolder(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Describe()
    {
        JsonObject vocabulary = [];
        foreach (string letter in ByteLetters().Concat(Merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal))))
        {
            vocabulary[letter] = vocabulary.Count;
        }

        JsonObject byteLevel = new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false };
        return new()
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(Special(Start, "<|im_start|>"), Special(End, "<|im_end|>")),
            ["normalizer"] = null,
            ["pre_tokenizer"] = byteLevel,
            ["post_processor"] = null,
            ["decoder"] = byteLevel.DeepClone(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. Merges.Select(merge => (JsonNode)merge)]),
            },
        };
    }

    private static JsonObject Special(int id, string content) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    /// <summary>The letters of byte-level BPE: printable bytes stand for themselves, the others for U+0100 and up.</summary>
    private static IEnumerable<string> ByteLetters()
    {
        int next = 256;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            yield return ((char)(printable ? b : next++)).ToString();
        }
    }
}
