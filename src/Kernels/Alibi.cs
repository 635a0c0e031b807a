namespace Xinference.Kernels;

/// <summary>Slopes of attention with linear biases (Press, Smith and Lewis 2022).</summary>
public static class Alibi
{
    /// <summary>
    /// One slope for each head: with <c>n</c> the largest power of two not above <paramref name="heads"/> the first <c>n</c> are
    /// <c>2^(-maxBias · (h + 1) / n)</c>, the others every second one of twice as many heads, as in the paper's own code.
    /// </summary>
    /// <param name="heads">Query heads, at least one.</param>
    /// <param name="maxBias">8 in the paper; what files call the largest bias.</param>
    public static float[] Slopes(int heads, float maxBias)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        int whole = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)heads + 1) / 2;
        var slopes = new float[heads];
        for (int head = 0; head < heads; head++)
        {
            double exponent = head < whole ? (head + 1.0) / whole : ((2.0 * (head - whole)) + 1) / (2 * whole);
            slopes[head] = (float)Math.Pow(2, -maxBias * exponent);
        }

        return slopes;
    }
}
