using System.Text.Json;
using System.Text.Json.Serialization;
using Xinference.Inference;
using Xinference.Tokenizers;

namespace Xinference.Cli.Generation;

/// <summary>What <c>generate --format json</c> prints; people compare engines with it, so its names stay.</summary>
internal sealed record GenerationDocument
{
    public required IReadOnlyList<int> PromptIds { get; init; }

    public required IReadOnlyList<int> CompletionIds { get; init; }

    public required string Text { get; init; }

    public required string FinishReason { get; init; }

    public IReadOnlyList<LogProbabilityDocument>? Logprobs { get; init; }

    public required TimingsDocument Timings { get; init; }

    public static GenerationDocument From(GenerationRecord record, Prompt prompt, ITokenizer tokenizer, TimeSpan loadTime)
    {
        int[] ids = [.. record.TextTokens.Select(t => t.TokenId)];
        return new()
        {
            PromptIds = prompt.TokenIds,
            CompletionIds = ids,
            Text = tokenizer.Decode(ids),
            FinishReason = record.End.Reason == Inference.FinishReason.Stop ? "stop" : "length",
            Logprobs = prompt.Sampling.TopLogProbabilities is null
                ? null
                : [.. record.TextTokens.Select(LogProbabilityDocument.From)],
            Timings = new(loadTime.TotalMilliseconds, record.Prefill.TotalMilliseconds, record.Decode.TotalMilliseconds),
        };
    }
}

/// <summary>One token's log-probability and the best candidates.</summary>
internal sealed record LogProbabilityDocument(int Id, float Logprob, IReadOnlyList<TokenLogProbability> Top)
{
    public static LogProbabilityDocument From(TokenEvent.Sampled token) => new(token.TokenId, token.LogProbability, token.Top);
}

/// <summary>Writes a candidate as <c>[id, logprob]</c>.</summary>
internal sealed class CandidateConverter : JsonConverter<TokenLogProbability>
{
    /// <inheritdoc/>
    public override TokenLogProbability Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("the document is only written");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TokenLogProbability value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.TokenId);
        writer.WriteNumberValue(value.LogProbability);
        writer.WriteEndArray();
    }
}

/// <summary>Milliseconds of the phases.</summary>
internal sealed record TimingsDocument(double LoadMs, double PrefillMs, double DecodeMs);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CandidateConverter)])]
[JsonSerializable(typeof(GenerationDocument))]
internal sealed partial class GenerationJson : JsonSerializerContext;
