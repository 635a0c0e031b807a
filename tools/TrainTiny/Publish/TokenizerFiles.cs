using System.Globalization;
using System.Text.Json.Nodes;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny.Publish;

/// <summary>The vocabulary as tokenizer.json and its settings, with the chat template, as tokenizer_config.json.</summary>
internal static class TokenizerFiles
{
    public static void Write(string folder, Tokenizer tokenizer, Shape shape)
    {
        Json.Write(Path.Combine(folder, "tokenizer.json"), Definition(tokenizer));
        Json.Write(Path.Combine(folder, "tokenizer_config.json"), Settings(tokenizer, shape));
    }

    private static JsonObject Definition(Tokenizer tokenizer)
    {
        JsonObject vocabulary = [];
        foreach ((int id, string token) in tokenizer.Tokens.Index())
        {
            vocabulary[token] = id;
        }

        return new()
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. Added(tokenizer).Select(entry => Describe(entry.Id, entry.Token))]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Split",
                        ["pattern"] = new JsonObject { ["Regex"] = PreTokenizer.Pattern },
                        ["behavior"] = "Isolated",
                        ["invert"] = false,
                    },
                    ByteLevel()),
            },
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = Json.Array(tokenizer.Merges.Select(merge => $"{merge.Left} {merge.Right}")),
            },
        };
    }

    private static JsonObject Settings(Tokenizer tokenizer, Shape shape)
    {
        JsonObject added = [];
        foreach ((int id, string token) in Added(tokenizer))
        {
            JsonObject entry = Describe(id, token);
            entry.Remove("id");
            added[id.ToString(CultureInfo.InvariantCulture)] = entry;
        }

        return new()
        {
            ["add_bos_token"] = false,
            ["add_prefix_space"] = false,
            ["added_tokens_decoder"] = added,
            ["bos_token"] = ChatFormat.EndOfText,
            ["chat_template"] = ChatFormat.Jinja,
            ["clean_up_tokenization_spaces"] = false,
            ["eos_token"] = ChatFormat.End,
            ["model_max_length"] = shape.Context,
            ["pad_token"] = ChatFormat.EndOfText,
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["unk_token"] = null,
        };
    }

    private static IEnumerable<(int Id, string Token)> Added(Tokenizer tokenizer) =>
        tokenizer.Tokens.Index().Where(entry => entry.Index < ChatFormat.SpecialTokens.Length || entry.Index >= tokenizer.Tokens.Count - tokenizer.Reserved.Count)
            .Select(entry => (entry.Index, entry.Item));

    private static JsonObject Describe(int id, string token) => new()
    {
        ["id"] = id,
        ["content"] = token,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = true,
        ["use_regex"] = false,
    };
}
