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
    /// YaRN, Peng et al. 2023. <paramref name="AttentionFactor"/> multiplies cosines and sines; null: <c>0.1 ln(Factor) + 1</c>.
    /// </summary>
    public sealed record Yarn(float Factor, int OriginalContextLength, float BetaFast, float BetaSlow, float? AttentionFactor) : RopeScaling
    {
        /// <summary>The magnitude that the paper recommends: <c>0.1 ln(factor) + 1</c>.</summary>
        public static double DefaultAttentionFactor(float factor) => (0.1 * Math.Log(factor)) + 1;

        /// <summary>Positions that can be used; makers often leave <paramref name="contextLength"/> at what it was before scaling.</summary>
        public int Reach(int contextLength) => Math.Max(contextLength, (int)Math.Clamp(OriginalContextLength * (double)Factor, 0, int.MaxValue));
    }
}
