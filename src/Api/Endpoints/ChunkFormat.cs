using System.Text.Json.Serialization.Metadata;
using Xinference.Inference;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Makes the chunks of one stream.</summary>
internal abstract class ChunkFormat<TChunk>
    where TChunk : class
{
    /// <summary>How all of them are written.</summary>
    public abstract JsonTypeInfo Type { get; }

    /// <summary>What is sent before any text.</summary>
    public abstract IEnumerable<TChunk> Open(int choices);

    public abstract TChunk Next(TextEvent next);

    /// <summary>What is sent after all text; null for nothing.</summary>
    public abstract TChunk? Close(UsageBody usage);
}

/// <summary>Names that OpenAI gives to things.</summary>
internal static class WireNames
{
    public static string SystemFingerprint { get; } =
        $"xinference-{typeof(WireNames).Assembly.GetName().Version?.ToString(3)}";

    public static string Of(FinishReason reason) => reason == FinishReason.Length ? "length" : "stop";
}
