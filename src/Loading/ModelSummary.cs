using Xinference.Kernels;

namespace Xinference.Loading;

/// <summary>What was loaded and how it runs, for people and for <c>GET /v1/models</c>.</summary>
public sealed record ModelSummary
{
    /// <summary>Name of the architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary><c>gguf</c> or <c>safetensors</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Storage type of most weights, as the file names it: <c>Q4_K</c>.</summary>
    public required string WeightType { get; init; }

    /// <summary>Bytes of all weights.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Bytes of the weights that a token of decoding reads: all but an embedding of which it only looks up a row; experts count in full.</summary>
    public required long BytesPerToken { get; init; }

    /// <summary>Weights of the output, which multiply a sequence's last position alone.</summary>
    public required long OutputParameters { get; init; }

    /// <summary>Weights that multiply every position: all but the embedding and the output.</summary>
    public required long BodyParameters { get; init; }

    /// <summary>Positions of one sequence.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Positions the model was made for.</summary>
    public required int ModelContextLength { get; init; }

    /// <summary>How keys and values are kept.</summary>
    public required KvType KvType { get; init; }

    /// <summary>Bytes of keys and values.</summary>
    public required long KvCacheBytes { get; init; }

    /// <summary>The kernels it runs on.</summary>
    public required string Kernels { get; init; }

    /// <summary>Threads that compute.</summary>
    public required int Threads { get; init; }

    /// <summary>From opening the files to the first request it could take.</summary>
    public required TimeSpan LoadTime { get; init; }
}
