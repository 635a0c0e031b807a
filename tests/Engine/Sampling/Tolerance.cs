namespace Xinference.Engine.Tests.Sampling;

/// <summary>Error budgets against arithmetic in double.</summary>
internal static class Tolerance
{
    /// <summary>A float sum of a few hundred exponentials, each within 2 ulp: 300 × 2⁻²³ ≈ 4e-5 of the sum at the very worst.</summary>
    public const double Probability = 4e-5;

    /// <summary>The same in the logarithm, plus the rounding of a difference of up to 64 (4e-6).</summary>
    public const double LogProbability = 5e-5;
}
