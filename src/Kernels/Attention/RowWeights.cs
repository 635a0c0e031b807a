using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>Positions of a stretch that a row sees, both included and counted from the stretch's first; empty where the last is less.</summary>
internal readonly record struct RowSpan(int First, int Last)
{
    /// <summary>Whether the row sees nothing of the stretch.</summary>
    public bool IsEmpty => Last < First;

    /// <summary>First position of the tile in which the first lies.</summary>
    public int Begin => First & -KvLayout.BlockTokens;

    /// <summary>One past the tile in which the last lies.</summary>
    public int End => (Last | (KvLayout.BlockTokens - 1)) + 1;
}

/// <summary>From the scores of one row over a stretch to softmax weights. Whole tiles are walked, sums run in eight lanes.</summary>
internal static unsafe class RowWeights
{
    /// <summary>Caps and biases scores in place, minus infinity outside the span; gives the largest of those that are numbers.</summary>
    /// <param name="scores">Scaled dot products of the stretch.</param>
    /// <param name="span">What the row sees.</param>
    /// <param name="softCap">Bound of scores; 0: none.</param>
    /// <param name="slope">ALiBi slope.</param>
    /// <param name="distance">Position of the stretch's first less that of the query.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Finish(float* scores, RowSpan span, float softCap, float slope, int distance)
    {
        if (softCap > 0)
        {
            Cap(scores, span, softCap);
        }

        if (slope != 0)
        {
            Bias(scores, span, slope, distance);
        }

        new Span<float>(scores + span.Begin, span.First - span.Begin).Fill(float.NegativeInfinity);
        new Span<float>(scores + span.Last + 1, span.End - span.Last - 1).Fill(float.NegativeInfinity);
        Vector256<float> low = Vector256.Create(float.NegativeInfinity);
        Vector256<float> high = low;
        for (int i = span.Begin; i < span.End; i += 16)
        {
            low = Avx.Max(Vector256.Load(scores + i), low);
            high = Avx.Max(Vector256.Load(scores + i + 8), high);
        }

        return Lanes8.Max(Avx.Max(low, high));
    }

    /// <summary>e to the power of each score's distance to the largest, in place; gives their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* scores, RowSpan span, float largest)
    {
        Vector256<float> offset = Vector256.Create(largest);
        Vector256<float> sum = default;
        for (int i = span.Begin; i < span.End; i += 8)
        {
            Vector256<float> weights = Avx2Exp.Exp(Vector256.Load(scores + i) - offset);
            weights.Store(scores + i);
            sum += weights;
        }

        return Lanes8.Sum(sum);
    }

    /// <summary>
    /// Like <see cref="Exponentials"/>, then times the values' scales and as 16-bit steps of the largest; the integers lie where the scores
    /// lay. Positions that weigh nothing take no part, whatever their scales.
    /// </summary>
    /// <param name="scores">Scores on entry.</param>
    /// <param name="valueScales">Scales of the stretch's values.</param>
    /// <param name="span">What the row sees.</param>
    /// <param name="largest">The largest score.</param>
    /// <param name="step">What a step stands for; no number where a scale is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Integers(float* scores, float* valueScales, RowSpan span, float largest, out float step)
    {
        Vector256<float> offset = Vector256.Create(largest);
        Vector256<float> sum = default, most = default, fault = default;
        for (int i = span.Begin; i < span.End; i += 8)
        {
            Vector256<float> weights = Avx2Exp.Exp(Vector256.Load(scores + i) - offset);
            sum += weights;
            weights = Avx.And(weights * Vector256.Load(valueScales + i), Avx.CompareNotEqual(weights, default));
            weights.Store(scores + i);
            most = Avx.Max(most, weights);
            fault += weights;
        }

        float top = Lanes8.Max(most);
        float inverse = top >= QuantizedGroup.Smallest ? short.MaxValue / top : 0;
        Vector256<float> factor = Vector256.Create(inverse);
        for (int i = span.Begin; i < span.End; i += 16)
        {
            Int8Products.Pack(Vector256.Load(scores + i) * factor, Vector256.Load(scores + i + 8) * factor).Store((short*)scores + i);
        }

        step = (top / short.MaxValue) + (Lanes8.Sum(fault) * 0);
        return Lanes8.Sum(sum);
    }

    /// <summary><c>cap · tanh(x / cap)</c>: with <c>e = exp(-2|x / cap|)</c> the quotient <c>(1 - e) / (1 + e)</c> and the sign of x.</summary>
    private static void Cap(float* scores, RowSpan span, float cap)
    {
        for (int i = span.Begin; i < span.End; i += 8)
        {
            Vector256<float> x = Vector256.Load(scores + i);
            Vector256<float> e = Avx2Exp.Exp(Vector256.Abs(x / Vector256.Create(cap)) * -2f);
            Vector256<float> magnitude = (Vector256<float>.One - e) / (Vector256<float>.One + e) * cap;
            (magnitude | (x & Vector256.Create(-0f))).Store(scores + i);
        }
    }

    private static void Bias(float* scores, RowSpan span, float slope, int distance)
    {
        for (int i = span.Begin; i < span.End; i += 8)
        {
            Vector256<float> distances = Avx.ConvertToVector256Single(Vector256<int>.Indices + Vector256.Create(distance + i));
            Fma.MultiplyAdd(distances, Vector256.Create(slope), Vector256.Load(scores + i)).Store(scores + i);
        }
    }
}
