namespace Xinference.Kernels;

/// <summary>
/// How sixteen keys, or values, of one head lie in a block when they are 8-bit integers. What a product of 16-bit pairs sums lies side by
/// side: two elements of a key, two positions of a value. Elements are padded with zeros to a multiple of eight, <c>n</c>.
/// <list type="bullet">
/// <item>Keys: <c>[n / 2][16 positions][2 elements]</c>.</item>
/// <item>Values: <c>[n / 8][8 pairs of positions][8 elements][2 positions]</c>.</item>
/// <item>Behind them the sixteen positions' scales as floats: element = integer · scale.</item>
/// </list>
/// </summary>
public static class Int8Tile
{
    /// <summary>Elements of a head as stored.</summary>
    public static int Padded(int headDim) => (headDim + 7) & ~7;

    /// <summary>Byte of an element of a key.</summary>
    public static int KeyByte(int slot, int element) => (((element / 2 * KvLayout.BlockTokens) + slot) * 2) + (element % 2);

    /// <summary>Byte of an element of a value.</summary>
    public static int ValueByte(int slot, int element) => (((((element / 8 * 8) + (slot / 2)) * 8) + (element % 8)) * 2) + (slot % 2);

    /// <summary>Byte of the first scale.</summary>
    public static int ScaleByte(int headDim) => KvLayout.BlockTokens * Padded(headDim);
}
