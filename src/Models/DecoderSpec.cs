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

    /// <summary>How the stream is normalised.</summary>
    public NormKind Norm { get; init; }

    /// <summary>Epsilon of every norm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Rotary positions; null: none.</summary>
    public required RopeSpec? Rope { get; init; }

    /// <summary>Rotary positions of the layers with a window, where they have their own (Gemma 3).</summary>
    public RopeSpec? WindowRope { get; init; }

    /// <summary>Whether a table of positions is added to the embeddings (GPT-2).</summary>
    public bool LearnedPositions { get; init; }

    /// <summary>How the halves of a block hang together.</summary>
    public BlockForm Form { get; init; }

    /// <summary>What the feed-forward blocks do between their products.</summary>
    public FeedForwardKind FeedForward { get; init; }

    /// <summary>Experts in place of plain feed-forward blocks; null: none.</summary>
    public ExpertSpec? Experts { get; init; }

    /// <summary>Multiplies the embeddings.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>Multiplies what each half of a block adds to the stream.</summary>
    public float ResidualScale { get; init; } = 1;

    /// <summary>Multiplies the logits.</summary>
    public float LogitScale { get; init; } = 1;

    /// <summary>Bends the logits to within ± this, after <see cref="LogitScale"/>; 0: not.</summary>
    public float LogitSoftCap { get; init; }

    /// <summary>Bends attention's scores to within ± this; 0: not.</summary>
    public float AttentionSoftCap { get; init; }

    /// <summary>Multiplies attention's scores; null: <c>1 / sqrt(HeadDim)</c>.</summary>
    public float? AttentionScale { get; init; }

    /// <summary>Whether each head has a score that takes a share of attention and gives nothing (GPT-OSS).</summary>
    public bool AttentionSinks { get; init; }

    /// <summary>Keys and values from a latent vector; null: straight from the stream.</summary>
    public LatentSpec? Latent { get; init; }

    /// <summary>Whether queries and keys are normalised per head before rotation (Qwen3).</summary>
    public bool QkNorm { get; init; }

    /// <summary>Whether the query, key and value projections must have biases (Qwen2); otherwise they may.</summary>
    public bool QkvBias { get; init; }

    /// <summary>How many last positions attention sees, the query's own included; 0: all.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Each layer whose number, from 1, is a multiple of this sees all positions in spite of <see cref="SlidingWindow"/>; 0: none does.</summary>
    public int WindowPeriod { get; init; }

    /// <summary>Largest bias of attention with linear biases, 8 in the paper (Press et al. 2022); 0: none.</summary>
    public float AlibiMaxBias { get; init; }

    /// <summary>Whether the output projection is the embedding table; null: it is where the file has no output projection.</summary>
    public bool? TiedEmbeddings { get; init; }

    /// <summary>How a Hugging Face checkpoint quantised its linear layers; null: it did not, or the weights' types say it all (GGUF).</summary>
    public HfQuantization? Quantization { get; init; }

    /// <summary>What becomes of the last layer: logits of the next token, or one vector for a sequence.</summary>
    public Pooling Pooling { get; init; }

    /// <summary>How many last positions a layer sees; 0: all.</summary>
    public int WindowOf(int layer) => WindowPeriod > 0 && (layer + 1) % WindowPeriod == 0 ? 0 : SlidingWindow;

    /// <summary>Rotary positions of a layer; null: none.</summary>
    public RopeSpec? RopeOf(int layer) => WindowOf(layer) > 0 ? WindowRope ?? Rope : Rope;

    /// <summary>Experts of a layer; null: its feed-forward block is a plain one.</summary>
    public ExpertSpec? ExpertsOf(int layer) => layer < Experts?.DenseLayers ? null : Experts;

    /// <summary>Width of all query heads together.</summary>
    public int QuerySize => Heads * HeadDim;

    /// <summary>Width of what attention's output projection reads.</summary>
    public int AttendedSize => Heads * (Latent?.ValueDim ?? HeadDim);

    /// <summary>Width of all key (or value) heads together.</summary>
    public int KvSize => KvHeads * HeadDim;
}
