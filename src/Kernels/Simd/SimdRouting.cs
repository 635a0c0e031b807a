using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Scores of experts to weights: exponentials sixteen at a time, the choice by comparisons.</summary>
internal static unsafe class SimdRouting
{
    [SkipLocalsInit]
    public static void Run(float* scores, float* bias, in Routing routing, int* experts, float* weights)
    {
        int padded = (routing.Experts + Lanes16.Count - 1) / Lanes16.Count * Lanes16.Count;
        float* shares = stackalloc float[padded];
        float* choice = stackalloc float[padded];
        new ReadOnlySpan<float>(scores, routing.Experts).CopyTo(new(shares, padded));
        new Span<float>(shares + routing.Experts, padded - routing.Experts).Fill(float.NegativeInfinity);
        float sum = Exponentials(shares, padded, routing.Gating);
        float unit = routing.Gating == ExpertGating.Softmax ? 1 / sum : 1;
        for (int i = 0; i < routing.Experts; i++)
        {
            shares[i] *= unit;
            choice[i] = bias is null ? scores[i] : shares[i] + bias[i];
        }

        ExpertChoice.Run(choice, routing, experts);
        float total = 0;
        for (int i = 0; i < routing.Used; i++)
        {
            weights[i] = shares[experts[i]];
            total += weights[i];
        }

        bool divide = routing.Normalize || routing.Gating == ExpertGating.ChosenSoftmax;
        for (int i = 0; i < routing.Used; i++)
        {
            weights[i] = weights[i] / (divide ? total : 1) * routing.Scale;
        }
    }

    /// <summary>Sigmoids, or exponentials of the distances from the largest; their sum.</summary>
    private static float Exponentials(float* x, int padded, ExpertGating gating)
    {
        Vector512<float> largest = Vector512.Load(x);
        for (int i = Lanes16.Count; i < padded; i += Lanes16.Count)
        {
            largest = Vector512.Max(largest, Vector512.Load(x + i));
        }

        Vector512<float> shift = Vector512.Create(Lanes16.Max(largest));
        Vector512<float> sum = Vector512<float>.Zero;
        for (int i = 0; i < padded; i += Lanes16.Count)
        {
            Vector512<float> lanes = Vector512.Load(x + i);
            Vector512<float> share = gating == ExpertGating.Sigmoid
                ? Vector512<float>.One / (Vector512<float>.One + VectorExp.Exp(-lanes))
                : VectorExp.Exp(lanes - shift);
            share.Store(x + i);
            sum += share;
        }

        return Lanes16.Sum(sum);
    }
}
