namespace Xinference.Peers.Cases;

/// <summary>Lengths of texts to encode.</summary>
public static class TextLengths
{
    private const int Shortest = 16;
    private const int Longest = 384;
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>Lengths in 16…384 tokens, evenly spread, in an order without a trend (multiples of the golden ratio, modulo 1).</summary>
    public static IReadOnlyList<int> Mixed(int count) =>
        [.. Enumerable.Range(1, count).Select(i => Shortest + (int)(i * GoldenRatio % 1 * (Longest - Shortest + 1)))];
}
