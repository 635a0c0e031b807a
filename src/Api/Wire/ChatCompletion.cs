using System.Text.Json.Serialization;

namespace Xinference.Api;

/// <summary>A whole chat answer.</summary>
internal sealed record ChatCompletion(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices, UsageBody Usage, string SystemFingerprint);

/// <summary>One of the answers.</summary>
internal sealed record ChatChoice(int Index, AnswerMessage Message, ChatLogprobs? Logprobs, string FinishReason);

/// <summary>What the model said.</summary>
internal sealed record AnswerMessage(string Role, string Content, string? Refusal);

/// <summary>A piece of chat answers.</summary>
internal record ChatChunk(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices, string SystemFingerprint);

/// <summary>A piece of chat answers where token counts were asked for: null in all but the last.</summary>
internal sealed record CountedChatChunk(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices, string SystemFingerprint,
    [property: JsonPropertyOrder(1)] UsageBody? Usage)
    : ChatChunk(Id, Object, Created, Model, Choices, SystemFingerprint);

/// <summary>What is new in one of the answers.</summary>
internal sealed record ChatChunkChoice(int Index, ChatDelta Delta, ChatLogprobs? Logprobs, string? FinishReason);

/// <summary>What is new: the role comes first, once.</summary>
internal sealed record ChatDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    string Content);

/// <summary>Log-probabilities of a chat answer.</summary>
internal sealed record ChatLogprobs(
    IReadOnlyList<ChatTokenLogprob> Content,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<ChatTokenLogprob>? Refusal);

/// <summary>One generated token.</summary>
internal sealed record ChatTokenLogprob(string Token, float Logprob, IReadOnlyList<int> Bytes, IReadOnlyList<ChatTopLogprob> TopLogprobs);

/// <summary>One token that could have been generated.</summary>
internal sealed record ChatTopLogprob(string Token, float Logprob, IReadOnlyList<int> Bytes);
