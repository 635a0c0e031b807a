using System.Text.Json.Serialization.Metadata;
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
