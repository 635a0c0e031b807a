using System.Text.Json.Serialization;

namespace Xinference.Cli.Sequences;

/// <summary>What <c>embed --format json</c> prints for a sequence; people compare engines with it, so its name stays.</summary>
internal sealed record EmbeddingDocument(float[] Embedding);

/// <summary>What <c>rerank --format json</c> prints for a document.</summary>
internal sealed record ScoreDocument(float Score);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EmbeddingDocument))]
[JsonSerializable(typeof(ScoreDocument))]
internal sealed partial class SequenceJson : JsonSerializerContext;
