namespace Xinference.Kernels;

/// <summary>
/// A rung whose attention goes stretch by stretch of the context, so that several threads may share one long sequence. Stretches begin at
/// multiples of their length; each gives partial sums, which are joined first to last: the same operations as in
/// <see cref="IKernels.Attend"/>, so the same bits.
/// </summary>
public unsafe interface IStretchAttention
{
    /// <summary>Positions of a stretch.</summary>
    int Stretch { get; }

    /// <summary>
    /// Whether attention of this kind goes by stretches, all heads that share keys best attended together; otherwise only
    /// <see cref="IKernels.Attend"/> may be called.
    /// </summary>
    bool GoesByStretches(KvType type, in AttentionShape shape);

    /// <summary>Floats of the partial sums of one head of one token over one stretch.</summary>
    int PartialFloats(in AttentionShape shape);

    /// <summary>
    /// Attention over one stretch; rows of tokens that see nothing of it hold nothing afterwards and are not read when joining.
    /// </summary>
    /// <param name="cache">Keys and values, those of the tokens themselves already stored.</param>
    /// <param name="shape">What all calls of the layer share.</param>
    /// <param name="query">The tokens.</param>
    /// <param name="kvHead">Key and value head.</param>
    /// <param name="stretch">Positions from <c>stretch · Stretch</c> on.</param>
    /// <param name="partials"><c>[Tokens, Group, PartialFloats]</c>.</param>
    void AttendStretch(KvCache cache, in AttentionShape shape, in AttentionQuery query, int kvHead, int stretch, float* partials);

    /// <summary>Joins stretches and writes the output.</summary>
    /// <param name="shape">What all calls of the layer share.</param>
    /// <param name="query">The tokens.</param>
    /// <param name="kvHead">Key and value head.</param>
    /// <param name="firstStretch">The stretch in which the first position that the first token sees lies.</param>
    /// <param name="partials"><c>[stretches, Tokens, Group, PartialFloats]</c>, from <paramref name="firstStretch"/> on.</param>
    void JoinStretches(in AttentionShape shape, in AttentionQuery query, int kvHead, int firstStretch, float* partials);
}
