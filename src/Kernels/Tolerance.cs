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
    /// GELU times a factor, relative: the exponential's argument errs by five roundings of itself, of which the exponential makes a
    /// relative error; then the exponential, the sum below the line, quotient, product and the reference's rounding.
    /// </summary>
    /// <param name="argument">Magnitude of the exponential's argument.</param>
    public static double GeluMultiply(double argument) => (5 * Unit * argument) + Exp + (5 * Unit);

    /// <summary><c>y + factor · x</c>, relative to the result: one rounding each, of which either may go the other way.</summary>
    public const double ScaledSum = 2 * Unit;

    /// <summary>
    /// GPT-OSS's gate, relative to <c>|gate · sigmoid| · (|up| + 1)</c>: two roundings of the exponential's argument, the exponential, sum,
    /// reciprocal, sum with one, two products and the reference's rounding.
    /// </summary>
    /// <param name="argument">Magnitude of the exponential's argument.</param>
    public static double ClampedSwiglu(double argument) => (2 * Unit * argument) + Exp + (6 * Unit);

    /// <summary>
    /// <c>cap · tanh(x / cap)</c>, relative to the cap: <c>tanh z = 1 − 2 / (1 + e^2z)</c> errs by at most half the exponential's relative
    /// error, itself that of the argument (three roundings of <c>2z</c>, whose share <c>2z / cosh² z</c> is under 1), and four roundings.
    /// </summary>
    public const double SoftCap = (0.5 * Exp) + (3 * Unit) + (4 * Unit);

    /// <summary>
    /// A weight of an expert, relative: exponential and its rounded argument, twice (share and sum), the sum over lanes, and two quotients,
    /// two products and the reference's rounding.
    /// </summary>
    /// <param name="experts">Terms of the sum.</param>
    /// <param name="spread">Largest magnitude of a score, or of its distance from the largest.</param>
    public static double Routing(int experts, double spread) => (2 * (Exp + (Unit * spread))) + Dot(experts) + (8 * Unit);

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
    /// The short exponential, relative, of arguments down to <c>-magnitude</c>: the argument is rounded once and its factor is off by a
    /// quarter unit; polynomial 0.4 units and three roundings.
    /// </summary>
    public static double ShortExp(double magnitude) => (4 + (1.25 * magnitude)) * Unit;

    /// <summary>
    /// Attention, relative to the largest value's magnitude: each weight errs by its score's absolute error (a dot product in at least eight
    /// lanes, scalings, cap and bias), the exponentials of weight and rescaling, one per tile, whose arguments are differences of two
    /// scores; numerator and denominator alike, hence twice.
    /// </summary>
    /// <param name="headDim">Terms of a score.</param>
    /// <param name="positions">Positions attended to.</param>
    /// <param name="scoreMagnitude">Bound of <c>scale · Σ |q·k|</c>, cap and bias together, over the positions.</param>
    public static double Attention(int headDim, int positions, double scoreMagnitude)
    {
        double score = (Dot(2 * headDim) + (16 * Unit)) * scoreMagnitude;
        double exp = ShortExp(2 * scoreMagnitude);
        double tiles = (positions / 16.0) + 1;
        double weight = score + exp + (tiles * (Exp + (2 * Unit)));
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

    /// <summary>
    /// Attention in integers, on top of <see cref="Attention"/>: an element of a query errs by half a step of its largest / 32767, so a
    /// score by its magnitude / 65534, twice as above; each of the up to 512 weights of a stretch by half a step of the stretch's largest,
    /// and the total is at least the sum of those largest.
    /// </summary>
    /// <param name="positions">Positions attended to.</param>
    /// <param name="scoreMagnitude">Bound of <c>scale · headDim · |q| · |k|</c> with the largest elements.</param>
    public static double IntegerAttention(int positions, double scoreMagnitude) =>
        ((2 * scoreMagnitude) + Math.Min(positions, 512)) / 65534;
}
