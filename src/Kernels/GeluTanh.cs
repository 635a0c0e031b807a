namespace Xinference.Kernels;

/// <summary>
/// Numbers of the GELU with a hyperbolic tangent, Hendrycks and Gimpel 2016: <c>x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))</c>.
/// </summary>
internal static class GeluTanh
{
    /// <summary>Share of the cube.</summary>
    public const float Cubic = 0.044715f;

    /// <summary><c>2 · √(2/π)</c>: the tangent as an exponential has twice its argument.</summary>
    public const float Slope = 1.5957691216f;
}
