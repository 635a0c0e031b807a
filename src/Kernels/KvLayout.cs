namespace Xinference.Kernels;

/// <summary>How keys and values are kept.</summary>
public enum KvType
{
    /// <summary>32-bit floats: exact.</summary>
    F32,

    /// <summary>bfloat16: half the memory, rounded to nearest even.</summary>
    BF16,

    /// <summary>8-bit integers with one float scale per token and head.</summary>
    Int8,
}

/// <summary>
/// How a block of the paged cache is laid out: for each layer the keys, then the values, each one tile for each key and value head, that is
/// the head of <see cref="BlockTokens"/> tokens. Tiles of floats are <c>[BlockTokens, HeadDim]</c>; <see cref="Int8Tile"/> tells about those of
/// integers.
/// </summary>
/// <param name="Type">Storage of an element.</param>
/// <param name="Layers">Layers of the model.</param>
/// <param name="KvHeads">Key and value heads of a layer.</param>
/// <param name="HeadDim">Elements of a head.</param>
public sealed record KvLayout(KvType Type, int Layers, int KvHeads, int HeadDim)
{
    /// <summary>Tokens in a block.</summary>
    public const int BlockTokens = 16;

    /// <summary>Bytes that one token's key (or value) of one head takes; for <see cref="KvType.Int8"/> with its scale.</summary>
    public int HeadBytes => Type switch
    {
        KvType.F32 => HeadDim * sizeof(float),
        KvType.BF16 => HeadDim * sizeof(ushort),
        KvType.Int8 => Int8Tile.Padded(HeadDim) + sizeof(float),
    };

    /// <summary>Where the tile of a head lies in the keys (or the values) of a layer in a block, in bytes.</summary>
    public long TileOffset(int kvHead) => (long)kvHead * BlockTokens * HeadBytes;

    /// <summary>Bytes of the keys (or the values) of one layer in one block.</summary>
    public long PlaneBytes => (long)KvHeads * BlockTokens * HeadBytes;

    /// <summary>Bytes of one block over all layers, keys and values.</summary>
    public long BlockBytes => 2L * Layers * PlaneBytes;
}
