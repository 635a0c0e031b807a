namespace Xinference.Kernels.Tests;

/// <summary>How far attention over an <see cref="AttentionScene"/> may be from the reference.</summary>
internal static class AttentionBudget
{
    /// <summary>The budget of a rung.</summary>
    /// <param name="kernels">The rung.</param>
    /// <param name="type">How keys and values are kept.</param>
    /// <param name="shape">What is attended.</param>
    /// <param name="positions">Positions seen.</param>
    /// <param name="magnitude">Bound of a score's parts together.</param>
    public static double Of(IKernels kernels, KvType type, AttentionShape shape, int positions, double magnitude)
    {
        bool integers = type == KvType.Int8 && kernels is IStretchAttention stretches && stretches.GoesByStretches(type, shape);
        double extra = integers ? Tolerance.IntegerAttention(positions, magnitude) : 0;
        return AttentionScene.ValueBound * (Tolerance.Attention(shape.HeadDim, positions, magnitude) + extra);
    }
}
