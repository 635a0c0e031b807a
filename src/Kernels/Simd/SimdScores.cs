using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>From dot products to what the softmax sees.</summary>
internal static unsafe class SimdScores
{
    /// <summary>Scales, caps and biases the dot products of a tile in place, minus infinity outside the span; gives the largest.</summary>
    /// <param name="scores">Sixteen dot products.</param>
    /// <param name="shape">Scale and cap.</param>
    /// <param name="span">Positions that are seen.</param>
    /// <param name="slope">The head's ALiBi slope.</param>
    /// <param name="distance">Position of the tile less that of the query.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Finish(float* scores, in AttentionShape shape, TileSpan span, float slope, int distance)
    {
        Vector512<float> found = Vector512.Load(scores) * shape.Scale;
        if (shape.SoftCap > 0)
        {
            found = Tanh(found / Vector512.Create(shape.SoftCap)) * shape.SoftCap;
        }

        if (slope != 0)
        {
            found += Vector512.ConvertToSingle(Vector512<int>.Indices + Vector512.Create(distance)) * slope;
        }

        Vector512<int> seen = Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create(span.First))
            & Vector512.LessThanOrEqual(Vector512<int>.Indices, Vector512.Create(span.Last));
        found = Vector512.ConditionalSelect(seen.AsSingle(), found, Vector512.Create(float.NegativeInfinity));
        found.Store(scores);
        return Lanes16.Max(found);
    }

    /// <summary>What sums are multiplied with when a sink takes its share of the softmax.</summary>
    public static float ShareBesideSink(float largest, float total, float sink)
    {
        float together = MathF.Max(largest, sink);
        float own = VectorExp.Exp(Vector512.Create(largest - together))[0];
        return own / ((total * own) + VectorExp.Exp(Vector512.Create(sink - together))[0]);
    }

    /// <summary>With <c>e = exp(-2|x|)</c>: <c>(1 - e) / (1 + e)</c> and the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> e = VectorExp.Exp(Vector512.Abs(x) * -2f);
        Vector512<float> magnitude = (Vector512<float>.One - e) / (Vector512<float>.One + e);
        return magnitude | (x & Vector512.Create(-0f));
    }
}
