using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>
/// A bidirectional transformer as data. The defaults are BERT's (Devlin et al. 2018): learned positions, norms after each residual,
/// biases, a feed-forward block with GELU. An architecture says what it does differently.
/// </summary>
public sealed record EncoderSpec
{
    /// <summary>The architecture's name, for people.</summary>
    public required string Architecture { get; init; }

    /// <summary>Whose names the weights go by.</summary>
    public required WeightNaming Naming { get; init; }

    /// <summary>Number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Positions the model was made for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Width of a row.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads; divides <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Epsilon of every layer norm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>How rows become one vector.</summary>
    public required Pooling Pooling { get; init; }

    /// <summary>Kinds of segments that have an embedding; 0: segments have none.</summary>
    public required int TokenTypes { get; init; }

    /// <summary>Outputs of the classifier of <see cref="Pooling.Rank"/>.</summary>
    public int Labels { get; init; } = 1;

    /// <summary>Rotary positions; null: learned ones, one row for each position of the context.</summary>
    public RopeSpec? Rope { get; init; }

    /// <summary>What the feed-forward block applies where it is not <see cref="Gated"/>.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Whether the feed-forward block is gated by SiLU (nomic).</summary>
    public bool Gated { get; init; }

    /// <summary>Elements of a head.</summary>
    public int HeadDim => HiddenSize / Heads;

    /// <summary>Elements of what comes out for a sequence.</summary>
    public int OutputSize => Pooling == Pooling.Rank ? Labels : HiddenSize;
}
