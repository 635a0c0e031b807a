namespace Xinference.Kernels;

/// <summary>
/// How far a rung may be from the reference twin. u = 2⁻²⁴ is the rounding unit of a float; each budget is a count of roundings times u,
/// relative to the sum of the magnitudes that went in (Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapters 3 and 4).
/// </summary>
public static class Tolerance
{
    /// <summary>Rounding unit of a float.</summary>
    public const double Unit = 1.0 / (1 << 24);

    /// <summary>
    /// Vectorised exponential, relative: reduction and polynomial each under one unit, two final roundings of half an ulp (one unit each)
    /// and the truncated Taylor terms (under 0.1 unit).
    /// </summary>
    public const double Exp = 4 * Unit;

    /// <summary>
    /// A dot product of <paramref name="length"/> terms in sixteen lanes, relative to <c>Σ |w·x|</c>: one rounding per fused step of a
    /// lane, four for the tree over the lanes, one for the reference's own.
    /// </summary>
    public static double Dot(int length) => ((length / 16.0) + 1 + 4 + 1) * Unit;

    /// <summary>A dot product in one or two chains of fused steps, relative to <c>Σ |w·x|</c>, and the reference's own rounding.</summary>
    public static double ChainedDot(int length) => (length + 1 + 1) * Unit;

    /// <summary>
    /// A product with quantised activations, relative to <c>Σ (|scale · code| + |minimum|) · |x|</c> over the same quantised activations:
    /// integer sums are exact; each group is scaled twice and added, its minimum likewise; four for scales and the reference's own.
    /// </summary>
    /// <param name="groups">Groups of 32 columns.</param>
    public static double GroupedDot(int groups) => ((2.0 * groups) + 4) * Unit;

    /// <summary>
    /// Root mean square norm, relative: half the error of the sum of squares, then division, root, reciprocal and two
    /// products.
    /// </summary>
    public static double RmsNorm(int length) => (0.5 * Dot(length)) + (6 * Unit);

    /// <summary>
    /// SiLU times a factor, relative: the exponential, the sum below the line, quotient, product and the reference's
    /// rounding.
    /// </summary>
    public const double Silu = Exp + (5 * Unit);

    /// <summary>
    /// Layer norm, relative to <c>2 max|x| |weight| / sqrt(variance + epsilon) + |bias|</c>: the mean errs by a sum, the centred squares by
    /// half a dot product, then difference, division, root, reciprocal, product and fused sum.
    /// </summary>
    public static double LayerNorm(int length) => (1.5 * Dot(length)) + (8 * Unit);

    /// <summary>
    /// GELU with the error function, relative to the argument: the formula's own error (1.5e-7 / 2), the exponential, and five fused steps
    /// over terms that add up to 4.5, halved.
    /// </summary>
    public const double Gelu = (1.3 * Unit) + (Exp / 2) + (12 * Unit);

    /// <summary>
    /// GELU with the hyperbolic tangent, relative to the argument: an exponential whose argument t errs by four roundings, of which
    /// <c>t σ(t) σ(-t)</c> ≤ 0.23 arrive, a sum, a quotient and the reference's rounding.
    /// </summary>
    public const double GeluTanh = Exp + (5 * Unit);

    /// <summary>The hyperbolic tangent, absolute: an exponential, sum, quotient, doubled, and the reference's rounding.</summary>
    public const double Tanh = (2 * Exp) + (5 * Unit);

    /// <summary>A rotation, relative to <c>|a| + |b|</c>: two products and a sum, and the reference's rounding.</summary>
    public const double Rotation = 3 * Unit;

    /// <summary>
    /// Attention, relative to the largest value's magnitude: each weight errs by its score's absolute error (a dot product
    /// and two scalings), the exponentials of weight and rescaling, one per tile; numerator and denominator alike, hence twice.
    /// </summary>
    /// <param name="headDim">Terms of a score.</param>
    /// <param name="positions">Positions attended to.</param>
    /// <param name="scoreMagnitude">Bound of <c>scale · Σ |q·k|</c> over the positions.</param>
    public static double Attention(int headDim, int positions, double scoreMagnitude)
    {
        double score = (Dot(headDim) + (4 * Unit)) * scoreMagnitude;
        double tiles = (positions / 16.0) + 1;
        double weight = score + Exp + (tiles * (Exp + (2 * Unit)));
        return 2 * (weight + ((positions + 4) * Unit));
    }

    /// <summary>
    /// Attention of <see cref="IKernels.AttendRows"/>, relative to the largest value's magnitude: as <see cref="Attention"/>, but scores are one
    /// chain of fused steps and tiles have 48 keys.
    /// </summary>
    /// <param name="headDim">Terms of a score.</param>
    /// <param name="positions">Rows of the sequence.</param>
    /// <param name="scoreMagnitude">Bound of <c>scale · Σ |q·k|</c> over the rows.</param>
    public static double RowAttention(int headDim, int positions, double scoreMagnitude)
    {
        double score = (headDim + 4) * Unit * scoreMagnitude;
        double tiles = (positions / 48.0) + 1;
        double weight = score + Exp + (tiles * (Exp + (2 * Unit)));
        return 2 * (weight + ((positions + 4) * Unit));
    }
}
