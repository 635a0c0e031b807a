using System.Text.Json.Nodes;

namespace Xinference.Synthetic;

/// <summary>Parts that every <c>tokenizer.json</c> has.</summary>
internal static class TokenizerJsonParts
{
    public static JsonObject Special(int id, string text) => new()
    {
        ["id"] = id,
        ["content"] = text,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };
}
