namespace Xinference.Tokenizers;

/// <summary>Two numbers packed into one dictionary key.</summary>
internal static class PackedKey
{
    private const long Odd = unchecked((long)0x9E3779B97F4A7C15);

    /// <summary>
    /// Spreads the bits, one to one. The hash of a <see cref="long"/> is the exclusive or of its halves: without this all pairs (x, x) collide.
    /// </summary>
    public static long Of(long packed) => unchecked(packed * Odd);
}
