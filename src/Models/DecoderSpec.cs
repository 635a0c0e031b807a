namespace Xinference.Models;

/// <summary>
/// A decoder-only transformer as data. The defaults are Llama's (Touvron et al. 2023): pre-norm, RMSNorm, rotary positions, grouped-query
/// attention, SiLU-gated feed-forward. An architecture says what it does differently.
/// </summary>
public sealed record DecoderSpec
{
    /// <summary>The architecture's name, for people.</summary>
    public required string Architecture { get; init; }

    /// <summary>Whose names the weights go by.</summary>
    public required WeightNaming Naming { get; init; }

    /// <summary>Number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Positions the model was made for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; divides <see cref="Heads"/>.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Elements of a head.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Epsilon of every RMSNorm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Rotary positions.</summary>
    public required RopeSpec Rope { get; init; }

    /// <summary>Whether queries and keys are normalised per head before rotation (Qwen3).</summary>
    public bool QkNorm { get; init; }

    /// <summary>Whether the query, key and value projections must have biases (Qwen2); otherwise they may.</summary>
    public bool QkvBias { get; init; }

    /// <summary>How many last positions attention sees, the query's own included; 0: all.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Whether the output projection is the embedding table; null: it is where the file has no output projection.</summary>
    public bool? TiedEmbeddings { get; init; }

    /// <summary>How a Hugging Face checkpoint quantised its linear layers; null: it did not, or the weights' types say it all (GGUF).</summary>
    public HfQuantization? Quantization { get; init; }

    /// <summary>Width of all query heads together.</summary>
    public int QuerySize => Heads * HeadDim;

    /// <summary>Width of all key (or value) heads together.</summary>
    public int KvSize => KvHeads * HeadDim;
}
