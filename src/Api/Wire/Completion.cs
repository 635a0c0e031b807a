using System.Text.Json.Serialization;

namespace Xinference.Api;

/// <summary>Continued texts, whole.</summary>
internal sealed record Completion(
    string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, UsageBody Usage, string SystemFingerprint);

/// <summary>A piece of continued texts.</summary>
internal record CompletionChunk(
    string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, string SystemFingerprint);

/// <summary>A piece of continued texts where token counts were asked for: null in all but the last.</summary>
internal sealed record CountedCompletionChunk(
    string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, string SystemFingerprint,
    [property: JsonPropertyOrder(1)] UsageBody? Usage)
    : CompletionChunk(Id, Object, Created, Model, Choices, SystemFingerprint);

/// <summary>One of the texts, or what is new in it.</summary>
internal sealed record CompletionChoice(string Text, int Index, CompletionLogprobs? Logprobs, string? FinishReason);

/// <summary>Log-probabilities of a continued text: four lists of the same length.</summary>
/// <param name="Tokens">The generated tokens.</param>
/// <param name="TokenLogprobs">Their log-probabilities.</param>
/// <param name="TopLogprobs">The most likely tokens in each place; the generated one is among them.</param>
/// <param name="TextOffset">Where each token begins in the text, in code points.</param>
internal sealed record CompletionLogprobs(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<float> TokenLogprobs,
    IReadOnlyList<IReadOnlyDictionary<string, float>> TopLogprobs,
    IReadOnlyList<int> TextOffset);

/// <summary>Tokens read and written.</summary>
internal sealed record UsageBody(int PromptTokens, int CompletionTokens, int TotalTokens, PromptTokensDetails PromptTokensDetails);

/// <summary>Of the tokens read.</summary>
internal sealed record PromptTokensDetails(int CachedTokens);
