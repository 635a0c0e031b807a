namespace Xinference.Kernels;

/// <summary>Attention of one or more consecutive tokens of a sequence in one layer.</summary>
public readonly unsafe struct AttentionQuery
{
    /// <summary>Layer in the cache.</summary>
    public required int Layer { get; init; }

    /// <summary>Absolute position of the first token; the tokens' own keys and values are already stored.</summary>
    public required int Position { get; init; }

    /// <summary>Tokens, at positions <c>Position…Position + Tokens - 1</c>.</summary>
    public required int Tokens { get; init; }

    /// <summary>Blocks of the sequence: position <c>p</c> lies in block <c>Blocks[p / BlockTokens]</c>.</summary>
    public required int* Blocks { get; init; }

    /// <summary><c>[Tokens, Heads, HeadDim]</c>, rotated.</summary>
    public required float* Query { get; init; }

    /// <summary><c>[Tokens, Heads, HeadDim]</c>.</summary>
    public required float* Output { get; init; }

    /// <summary><c>[Heads]</c>: a score that takes its share of the softmax and gives nothing (GPT-OSS); null: none.</summary>
    public float* Sinks { get; init; }

    /// <summary><c>[Heads]</c>: what a position of distance lowers a score by (Press et al. 2022, ALiBi); null: nothing.</summary>
    public float* AlibiSlopes { get; init; }

    /// <summary>The block in which a position lies.</summary>
    public int BlockOf(int position) => Blocks[position / KvLayout.BlockTokens];
}
