using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xinference.Kernels;

/// <summary>
/// 32 activations as <c>x[i] = Scale · Quants[i]</c>, <c>Scale = max|x| / 127</c>, with the sums that fold zero points and minima of weights
/// out of the inner loop: <c>Σ (q − z) · x = Σ q · x − z · Σ x</c>. A token's groups lie one after another.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct QuantizedGroup
{
    /// <summary>Activations of a group.</summary>
    public const int Elements = 32;

    /// <summary>Bytes of a group.</summary>
    public const int Bytes = 48;

    /// <summary>Groups whose largest magnitude is less are all zero: its reciprocal would leave the range of floats.</summary>
    public const float Smallest = 1e-30f;

    /// <summary>The steps, -127…127.</summary>
    public Steps Quants;

    /// <summary>Size of a step; not a number when one of the activations is not finite.</summary>
    public float Scale;

    /// <summary><c>-8 · Σ Quants</c>; larger zero points are reached by shifting.</summary>
    public int Bias;

    /// <summary>The share of the first 16 in <see cref="Bias"/>.</summary>
    public int FirstBias;

    /// <summary><c>Scale · Σ Quants</c>.</summary>
    public float ScaledSum;

    /// <summary>Bytes of a row; a last group that is not full counts whole.</summary>
    public static int RowBytes(int columns) => (columns + Elements - 1) / Elements * Bytes;

    /// <summary>32 signed bytes.</summary>
    [InlineArray(Elements)]
    public struct Steps
    {
        private sbyte _first;
    }
}
