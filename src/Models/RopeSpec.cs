using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Rotary position embedding. Su et al. 2021.</summary>
/// <param name="Theta">Base of the frequencies.</param>
/// <param name="Dimensions">Elements of a head that turn, even, ≤ the head's.</param>
/// <param name="Style">Which elements make a pair; a property of how the file stores its weights.</param>
/// <param name="Scaling">How the frequencies are stretched for long contexts.</param>
public sealed record RopeSpec(float Theta, int Dimensions, RopeStyle Style, RopeScaling Scaling);

/// <summary>How rotary frequencies are stretched to reach contexts longer than the model was first trained on.</summary>
public abstract record RopeScaling
{
    private RopeScaling()
    {
    }

    /// <summary>Not at all.</summary>
    public sealed record None : RopeScaling;

    /// <summary>All frequencies divided by <paramref name="Factor"/>. Chen et al. 2023.</summary>
    public sealed record Linear(float Factor) : RopeScaling;

    /// <summary>Low frequencies divided, high ones kept, smooth between (Llama 3.1 release).</summary>
    public sealed record Llama3(float Factor, float LowFrequencyFactor, float HighFrequencyFactor, int OriginalContextLength) : RopeScaling;

    /// <summary>
    /// The base grows so that the lowest frequency reaches <c>Factor · n / OriginalContextLength − (Factor − 1)</c> times as far, where n is
    /// the context that the model is loaded with: the same for all its sequences, so that cached keys stay valid. Nothing changes up to the original
    /// length (NTK-aware scaling, "dynamic" in transformers).
    /// </summary>
    public sealed record Dynamic(float Factor, int OriginalContextLength) : RopeScaling;

    /// <summary>
    /// LongRoPE, Ding et al. 2024: each frequency has a divisor of its own; one list up to the original length, another beyond. As with
    /// <see cref="Dynamic"/>, the context that the model is loaded with decides. The lists are in the file: as tensors (GGUF) or here.
    /// </summary>
    /// <param name="OriginalContextLength">Positions that the model was first trained on.</param>
    /// <param name="Magnitude">Multiplies cosines and sines.</param>
    public sealed record LongRope(int OriginalContextLength, float Magnitude) : RopeScaling
    {
        /// <summary>Divisors within the original length, <c>[Dimensions / 2]</c>; empty: they are tensors.</summary>
        public IReadOnlyList<float> Short { get; init; } = [];

        /// <summary>Divisors beyond the original length, <c>[Dimensions / 2]</c>; empty: they are tensors.</summary>
        public IReadOnlyList<float> Long { get; init; } = [];

        /// <summary>The magnitude that the paper recommends: <c>sqrt(1 + ln(factor) / ln(original length))</c>.</summary>
        public static double DefaultMagnitude(double factor, int originalContextLength) =>
            factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(originalContextLength)));
    }

    /// <summary>
    /// YaRN, Peng et al. 2023. <paramref name="AttentionFactor"/> multiplies cosines and sines; null: <c>0.1 ln(Factor) + 1</c>.
    /// </summary>
    public sealed record Yarn(float Factor, int OriginalContextLength, float BetaFast, float BetaSlow, float? AttentionFactor) : RopeScaling
    {
        /// <summary>DeepSeek's share of the factor's logarithm in the magnitude of the scores; others do without.</summary>
        public float LogMultiplier { get; init; }

        /// <summary>The magnitude that the paper recommends: <c>0.1 ln(factor) + 1</c>.</summary>
        public static double DefaultAttentionFactor(float factor) => (0.1 * Math.Log(factor)) + 1;

        /// <summary>Positions that can be used; makers often leave <paramref name="contextLength"/> at what it was before scaling.</summary>
        public int Reach(int contextLength) => Math.Max(contextLength, (int)Math.Clamp(OriginalContextLength * (double)Factor, 0, int.MaxValue));
    }
}
