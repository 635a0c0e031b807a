using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>A conversation to go on with.</summary>
internal sealed record ChatCompletionRequest : GenerationRequest
{
    /// <summary>The turns so far, oldest first.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Tokens to generate at the most; the newer name of <c>max_tokens</c>.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>Report the log-probability of each token.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many of the most likely tokens to list in each place; needs <c>logprobs</c>.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>Further variables of the model's chat template.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? ChatTemplateKwargs { get; init; }

    /// <summary>Short for <c>chat_template_kwargs.enable_thinking</c>.</summary>
    public bool? EnableThinking { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    protected override int? TokenLimit => MaxCompletionTokens ?? MaxTokens;

    /// <inheritdoc/>
    [JsonIgnore]
    protected override int? LogProbabilities => Logprobs == true ? TopLogprobs ?? 0 : null;
}
