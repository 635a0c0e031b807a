namespace Xinference.Kernels;

/// <summary>What all attention calls of a layer share.</summary>
/// <param name="Heads">Query heads, a multiple of <paramref name="KvHeads"/>.</param>
/// <param name="KvHeads">Key and value heads.</param>
/// <param name="HeadDim">Elements of a head.</param>
/// <param name="Scale">Multiplies each score, usually <c>1 / sqrt(HeadDim)</c>.</param>
/// <param name="Window">How many last positions are seen, the query's own included; 0: all.</param>
/// <param name="SoftCap">Bound that scores approach, <c>SoftCap · tanh(score / SoftCap)</c> (Gemma 2); 0: none.</param>
public readonly record struct AttentionShape(int Heads, int KvHeads, int HeadDim, float Scale, int Window = 0, float SoftCap = 0)
{
    /// <summary>Query heads that share a key and value head.</summary>
    public int Group => Heads / KvHeads;

    /// <summary>First position that a token at <paramref name="position"/> sees.</summary>
    public int FirstPosition(int position) => Window > 0 ? Math.Max(0, position - Window + 1) : 0;
}
