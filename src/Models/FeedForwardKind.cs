namespace Xinference.Models;

/// <summary>What stands between the matrix products of a feed-forward block.</summary>
public enum FeedForwardKind
{
    /// <summary><c>silu(gate) · up</c>.</summary>
    SiluGated,

    /// <summary><c>gelu(gate) · up</c>, GELU with the hyperbolic tangent.</summary>
    GeluGated,

    /// <summary><c>gelu(up)</c>: no gate.</summary>
    Gelu,

    /// <summary>GPT-OSS's gate, see <see cref="Kernels.IKernels.ClampedSwiglu"/>.</summary>
    ClampedSwiglu,
}

/// <summary>How the residual stream is normalised.</summary>
public enum NormKind
{
    /// <summary>By the root of the mean square. Zhang and Sennrich 2019.</summary>
    RootMeanSquare,

    /// <summary>By mean and variance. Ba et al. 2016.</summary>
    Layer,
}
