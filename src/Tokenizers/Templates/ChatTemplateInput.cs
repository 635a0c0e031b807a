using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Xinference.Tokenizers.Templates;

/// <summary>What a chat template is rendered over: the conversation and everything else it may look at.</summary>
public sealed record ChatTemplateInput
{
    /// <summary>The turns, oldest first, as JSON objects (<c>role</c>, <c>content</c>, <c>tool_calls</c> …); key order is kept.</summary>
    public required IReadOnlyList<JsonObject> Messages { get; init; }

    /// <summary>The tool declarations (<c>tools</c>); null renders as <c>none</c>.</summary>
    public JsonNode? Tools { get; init; }

    /// <summary>Documents for retrieval templates (<c>documents</c>); null renders as <c>none</c>.</summary>
    public JsonNode? Documents { get; init; }

    /// <summary>Whether to end with the header of the assistant's answer (<c>add_generation_prompt</c>).</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>The text of the begin-of-sequence token (<c>bos_token</c>); null leaves it undefined.</summary>
    public string? BosToken { get; init; }

    /// <summary>The text of the end-of-sequence token (<c>eos_token</c>); null leaves it undefined.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables by name (<c>enable_thinking</c> and other template arguments); they win over the ones above.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Arguments { get; init; } = FrozenDictionary<string, JsonNode?>.Empty;

    /// <summary>The clock behind <c>strftime_now</c>, read as local time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
