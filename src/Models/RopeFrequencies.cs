namespace Xinference.Models;

/// <summary>
/// The angle of pair <c>i</c> at position <c>p</c> is <c>p · Inverse[i]</c>; its cosine and sine are multiplied by
/// <see cref="Magnitude"/>.
/// </summary>
/// <param name="Inverse">Radians per position, <c>[Dimensions / 2]</c>.</param>
/// <param name="Magnitude">1, but for YaRN and LongRoPE.</param>
public sealed record RopeFrequencies(float[] Inverse, float Magnitude)
{
    /// <summary>Computes the frequencies of a model.</summary>
    /// <param name="rope">The model's rotary settings.</param>
    /// <param name="factors">Divisors of the single frequencies, <c>[Dimensions / 2]</c>, or empty for none (GGUF <c>rope_freqs.weight</c>).</param>
    /// <param name="contextLength">Positions that the model is loaded for; scalings that depend on the length go by it.</param>
    public static RopeFrequencies Of(RopeSpec rope, ReadOnlySpan<float> factors, int contextLength)
    {
        var inverse = new float[rope.Dimensions / 2];
        double theta = rope.Scaling is RopeScaling.Dynamic dynamic ? StretchTheta(dynamic, rope, contextLength) : rope.Theta;
        for (int i = 0; i < inverse.Length; i++)
        {
            double frequency = Math.Pow(theta, -2.0 * i / rope.Dimensions);
            inverse[i] = (float)(Scale(rope, i, frequency, contextLength) / (factors.IsEmpty ? 1 : factors[i]));
        }

        return new(inverse, MagnitudeOf(rope.Scaling));
    }

    private static double Scale(RopeSpec rope, int pair, double frequency, int contextLength) => rope.Scaling switch
    {
        RopeScaling.Linear linear => frequency / linear.Factor,
        RopeScaling.Llama3 llama3 => ScaleLlama3(llama3, frequency),
        RopeScaling.Yarn yarn => ScaleYarn(yarn, rope, pair, frequency),
        RopeScaling.LongRope { Long.Count: > 0 } list =>
            frequency / (contextLength > list.OriginalContextLength ? list.Long : list.Short)[pair],
        _ => frequency,
    };

    private static double StretchTheta(RopeScaling.Dynamic scaling, RopeSpec rope, int contextLength)
    {
        if (contextLength <= scaling.OriginalContextLength || rope.Dimensions <= 2)
        {
            return rope.Theta;
        }

        double reach = (scaling.Factor * (double)contextLength / scaling.OriginalContextLength) - (scaling.Factor - 1);
        return rope.Theta * Math.Pow(reach, rope.Dimensions / (rope.Dimensions - 2.0));
    }

    private static double ScaleLlama3(RopeScaling.Llama3 scaling, double frequency)
    {
        double turns = scaling.OriginalContextLength * frequency / (2 * Math.PI);
        if (turns < scaling.LowFrequencyFactor)
        {
            return frequency / scaling.Factor;
        }

        if (turns > scaling.HighFrequencyFactor)
        {
            return frequency;
        }

        double kept = (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return ((1 - kept) * frequency / scaling.Factor) + (kept * frequency);
    }

    private static double ScaleYarn(RopeScaling.Yarn scaling, RopeSpec rope, int pair, double frequency)
    {
        double low = Math.Max(0, Math.Floor(PairTurning(scaling.BetaFast, scaling.OriginalContextLength, rope)));
        double high = Math.Min(rope.Dimensions - 1, Math.Ceiling(PairTurning(scaling.BetaSlow, scaling.OriginalContextLength, rope)));
        double interpolated = Math.Clamp((pair - low) / Math.Max(0.001, high - low), 0, 1);
        return (interpolated * frequency / scaling.Factor) + ((1 - interpolated) * frequency);
    }

    // the (fractional) pair that turns this many times over the original context
    private static double PairTurning(double turns, int contextLength, RopeSpec rope) =>
        rope.Dimensions * Math.Log(contextLength / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));

    private static float MagnitudeOf(RopeScaling scaling) => scaling switch
    {
        RopeScaling.Yarn yarn => yarn.AttentionFactor ?? (float)RopeScaling.Yarn.DefaultAttentionFactor(yarn.Factor),
        RopeScaling.LongRope longRope => longRope.Magnitude,
        _ => 1,
    };
}
