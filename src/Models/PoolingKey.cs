using Xinference.Formats;

namespace Xinference.Models;

/// <summary>Pooling as GGUF files name it.</summary>
internal static class PoolingKey
{
    /// <exception cref="ModelException">The number names no pooling.</exception>
    public static Pooling? Read(GgufMetadata metadata, string prefix) => metadata.GetInteger($"{prefix}.pooling_type") switch
    {
        null => null,
        0 => Pooling.None,
        1 => Pooling.Mean,
        2 => Pooling.Cls,
        3 => Pooling.Last,
        4 => Pooling.Rank,
        var other => throw new ModelException($"{prefix}.pooling_type is {other}; this build knows 0 (none), 1 (mean), 2 (cls), 3 (last) and 4 (rank)"),
    };
}
