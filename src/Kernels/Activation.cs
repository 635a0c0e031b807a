namespace Xinference.Kernels;

/// <summary>Functions of single elements.</summary>
public enum Activation
{
    /// <summary><c>x Φ(x) = x (1 + erf(x / √2)) / 2</c>. Hendrycks and Gimpel 2016.</summary>
    Gelu,

    /// <summary><c>x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2</c>, the approximation of the same paper.</summary>
    GeluTanh,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}
