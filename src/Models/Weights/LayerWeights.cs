using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Weights of a linear layer: <c>y = W x + b</c>.</summary>
/// <param name="Weight"><c>[outputs, inputs]</c>.</param>
/// <param name="Bias"><c>[outputs]</c>, or null.</param>
public sealed record LinearWeights(TensorView Weight, TensorView? Bias);

/// <summary>Weights of a norm.</summary>
/// <param name="Weight"><c>[HiddenSize]</c>, or <c>[HeadDim]</c> for norms of single heads.</param>
/// <param name="Bias">As long, or null.</param>
public sealed record NormWeights(TensorView Weight, TensorView? Bias);

/// <summary>Weights of a feed-forward block.</summary>
/// <param name="Gate"><c>[IntermediateSize, HiddenSize]</c>; null without a gate.</param>
/// <param name="Up"><c>[IntermediateSize, HiddenSize]</c>.</param>
/// <param name="Down"><c>[HiddenSize, IntermediateSize]</c>.</param>
public sealed record FeedForwardWeights(LinearWeights? Gate, LinearWeights Up, LinearWeights Down);

/// <summary>Weights of a mixture of experts; each list has one entry for each expert.</summary>
public sealed record ExpertWeights
{
    /// <summary>Scores of experts, <c>[Experts, HiddenSize]</c>.</summary>
    public required LinearWeights Router { get; init; }

    /// <summary>Added to the shares for the choice of experts, <c>[Experts]</c>; null: nothing.</summary>
    public required TensorView? ChoiceBias { get; init; }

    /// <summary><c>[IntermediateSize, HiddenSize]</c>.</summary>
    public required IReadOnlyList<LinearWeights> Gate { get; init; }

    /// <summary><c>[IntermediateSize, HiddenSize]</c>.</summary>
    public required IReadOnlyList<LinearWeights> Up { get; init; }

    /// <summary><c>[HiddenSize, IntermediateSize]</c>.</summary>
    public required IReadOnlyList<LinearWeights> Down { get; init; }

    /// <summary>The expert that every token uses; null: none.</summary>
    public required FeedForwardWeights? Shared { get; init; }
}

/// <summary>Weights that make queries, keys and values by way of latent vectors.</summary>
public sealed record LatentWeights
{
    /// <summary>Queries to their latent vector, <c>[QueryRank, HiddenSize]</c>; null: straight to queries.</summary>
    public required LinearWeights? QueryDown { get; init; }

    /// <summary>Norm of the queries' latent vector; null without one.</summary>
    public required NormWeights? QueryNorm { get; init; }

    /// <summary><c>[QuerySize, QueryRank]</c>, or <c>[QuerySize, HiddenSize]</c>.</summary>
    public required LinearWeights Query { get; init; }

    /// <summary>The latent vector and the rotated part of keys, <c>[Rank + RotatedDim, HiddenSize]</c>.</summary>
    public required LinearWeights Down { get; init; }

    /// <summary>Norm of the latent vector.</summary>
    public required NormWeights Norm { get; init; }

    /// <summary>For each head its plain keys, then its values: <c>[Heads · (PlainDim + ValueDim), Rank]</c>; null where they are apart.</summary>
    public required LinearWeights? Up { get; init; }

    /// <summary>For each head its plain keys, transposed: <c>[Heads, Rank, PlainDim]</c>; null where keys and values are together.</summary>
    public required TensorView? KeyUp { get; init; }

    /// <summary>For each head its values: <c>[Heads · ValueDim, Rank]</c>; null where keys and values are together.</summary>
    public required LinearWeights? ValueUp { get; init; }
}

/// <summary>Weights of one block.</summary>
public sealed record LayerWeights
{
    /// <summary>Norm of what attention reads.</summary>
    public required NormWeights AttentionNorm { get; init; }

    /// <summary><c>[QuerySize, HiddenSize]</c>; null with latent vectors.</summary>
    public required LinearWeights? Query { get; init; }

    /// <summary><c>[KvSize, HiddenSize]</c>; null with latent vectors.</summary>
    public required LinearWeights? Key { get; init; }

    /// <summary><c>[KvSize, HiddenSize]</c>; null with latent vectors.</summary>
    public required LinearWeights? Value { get; init; }

    /// <summary>What takes the place of the three above; null without latent vectors.</summary>
    public required LatentWeights? Latent { get; init; }

    /// <summary><c>[HiddenSize, AttendedSize]</c>.</summary>
    public required LinearWeights AttentionOutput { get; init; }

    /// <summary>Norm of each query head; null without query/key norm.</summary>
    public required NormWeights? QueryNorm { get; init; }

    /// <summary>Norm of each key head; null without query/key norm.</summary>
    public required NormWeights? KeyNorm { get; init; }

    /// <summary>Scores that take a share of each head's attention, <c>[Heads]</c>; null: none.</summary>
    public required TensorView? AttentionSinks { get; init; }

    /// <summary>Norm of what attention gives; null: none.</summary>
    public required NormWeights? AttentionOutputNorm { get; init; }

    /// <summary>Norm of what the feed-forward block reads; null: it reads what attention reads.</summary>
    public required NormWeights? FeedForwardNorm { get; init; }

    /// <summary>The feed-forward block; null where experts stand in its place.</summary>
    public required FeedForwardWeights? FeedForward { get; init; }

    /// <summary>The experts; null where there is a plain block.</summary>
    public required ExpertWeights? Experts { get; init; }

    /// <summary>Norm of what the feed-forward block gives; null: none.</summary>
    public required NormWeights? FeedForwardOutputNorm { get; init; }
}
