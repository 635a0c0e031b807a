using Xinference.Kernels;

namespace Xinference.Loading.Tests;

/// <summary>How far a log-probability may be from the recorded one.</summary>
public static class GoldenBudget
{
    /// <summary>
    /// Exact weights, float activations, float cache: the recorders themselves differ by 2e-5 among each other (other summation orders over
    /// two layers), and they suggest 1e-3 for an engine with orders of its own.
    /// </summary>
    public const double F32 = 1e-3;

    /// <summary>The recorder's own change with a half-precision cache is up to 0.018; bfloat16 keeps three bits less.</summary>
    public const double BF16 = 8 * 0.018;

    /// <summary>
    /// One scale per token and head: the rounding error is max / (127 √12) ≈ 2.3e-3 max, half precision's 2⁻¹¹ / √3 of an element that is
    /// about max / 2.5, so 1.1e-4 max: twenty times as much.
    /// </summary>
    public const double Int8 = 20 * 0.018;

    /// <summary>
    /// Activations in steps of max / 127 of their group. The recorder's own kernels, which round activations alike, are 0.21…0.31 away from
    /// its exact products on these models of random weights, which forgive little; ours are up to 0.38.
    /// </summary>
    public const double Int8Activations = 0.45;

    /// <summary>
    /// Elements of an embedding, or a score, with exact weights and float activations: two recorders differ by 2e-6 among each other where no
    /// GELU by table is in between, and they suggest 1e-4 for an engine with orders of its own.
    /// </summary>
    public const double Embedding = 1e-4;

    /// <summary>Cosine with the floats' embedding that weights of 8 bits in groups, and activations alike, must keep.</summary>
    public const double Int8Cosine = 0.999;

    public static double Of(KvType type) => type switch
    {
        KvType.F32 => F32,
        KvType.BF16 => BF16,
        KvType.Int8 => Int8,
    };
}
