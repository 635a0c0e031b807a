using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Weights of a layer norm.</summary>
/// <param name="Weight"><c>[HiddenSize]</c>.</param>
/// <param name="Bias"><c>[HiddenSize]</c>, or null.</param>
public sealed record LayerNormWeights(TensorView Weight, TensorView? Bias);

/// <summary>Weights of one block of an encoder.</summary>
public sealed record EncoderLayerWeights
{
    /// <summary><c>[HiddenSize, HiddenSize]</c>.</summary>
    public required LinearWeights Query { get; init; }

    /// <summary><c>[HiddenSize, HiddenSize]</c>.</summary>
    public required LinearWeights Key { get; init; }

    /// <summary><c>[HiddenSize, HiddenSize]</c>.</summary>
    public required LinearWeights Value { get; init; }

    /// <summary><c>[HiddenSize, HiddenSize]</c>.</summary>
    public required LinearWeights AttentionOutput { get; init; }

    /// <summary>After attention and its residual.</summary>
    public required LayerNormWeights AttentionNorm { get; init; }

    /// <summary><c>[IntermediateSize, HiddenSize]</c>; null without a gate.</summary>
    public required LinearWeights? Gate { get; init; }

    /// <summary><c>[IntermediateSize, HiddenSize]</c>.</summary>
    public required LinearWeights Up { get; init; }

    /// <summary><c>[HiddenSize, IntermediateSize]</c>.</summary>
    public required LinearWeights Down { get; init; }

    /// <summary>After the feed-forward block and its residual.</summary>
    public required LayerNormWeights OutputNorm { get; init; }
}

/// <summary>All weights of an encoder, looked up by name and checked for shape. The file they lie in must outlive them.</summary>
public sealed record EncoderWeights
{
    /// <summary><c>[VocabularySize, HiddenSize]</c>.</summary>
    public required TensorView Embedding { get; init; }

    /// <summary><c>[ContextLength, HiddenSize]</c>; null where positions are rotary.</summary>
    public required TensorView? Positions { get; init; }

    /// <summary><c>[TokenTypes, HiddenSize]</c>; null where segments have no embedding.</summary>
    public required TensorView? TokenTypes { get; init; }

    /// <summary>After the sum of the embeddings.</summary>
    public required LayerNormWeights EmbeddingNorm { get; init; }

    /// <summary>The blocks, first to last.</summary>
    public required IReadOnlyList<EncoderLayerWeights> Layers { get; init; }

    /// <summary><c>[HiddenSize, HiddenSize]</c>, before the classifier; null where there is none.</summary>
    public required LinearWeights? Pooler { get; init; }

    /// <summary><c>[Labels, HiddenSize]</c>; null where the model does not classify.</summary>
    public required LinearWeights? Classifier { get; init; }

    /// <summary>Binds a file's tensors to a spec; strict in both directions.</summary>
    /// <exception cref="ModelException">Tensors are missing, misshapen or left over; one message lists them all.</exception>
    public static EncoderWeights Bind(EncoderSpec spec, IWeightFile file) => new EncoderBinding(spec, file).Bind();
}
