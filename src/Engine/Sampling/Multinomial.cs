using System.Numerics.Tensors;

namespace Xinference.Engine.Sampling;

/// <summary>Draws an index with a probability proportional to its weight, by walking the cumulative sum.</summary>
internal static class Multinomial
{
    private const int Chunk = 1024;

    /// <param name="weights">≥ 0, at least one above 0.</param>
    /// <param name="uniform">A random number in [0, 1).</param>
    /// <returns>An index whose weight is above 0.</returns>
    public static int Draw(ReadOnlySpan<float> weights, double uniform)
    {
        double left = uniform * Sum(weights);
        int last = 0;
        for (int start = 0; start < weights.Length; start += Chunk)
        {
            ReadOnlySpan<float> chunk = weights[start..Math.Min(start + Chunk, weights.Length)];
            double sum = TensorPrimitives.Sum(chunk);
            if (sum > 0)
            {
                last = start;
                if (left < sum)
                {
                    break;
                }
            }

            left -= sum;
        }

        return last + WithinChunk(weights[last..Math.Min(last + Chunk, weights.Length)], left);
    }

    /// <summary>The sum, added up chunk by chunk as <see cref="Draw"/> does.</summary>
    public static double Sum(ReadOnlySpan<float> weights)
    {
        double sum = 0;
        for (int start = 0; start < weights.Length; start += Chunk)
        {
            sum += TensorPrimitives.Sum(weights[start..Math.Min(start + Chunk, weights.Length)]);
        }

        return sum;
    }

    private static int WithinChunk(ReadOnlySpan<float> weights, double left)
    {
        // Rounding may leave a remainder behind the last weight: that draw goes to the last token that can be drawn.
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                left -= weights[i];
                if (left < 0)
                {
                    break;
                }
            }
        }

        return last;
    }
}
