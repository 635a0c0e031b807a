using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels.Attention;

/// <summary>
/// What is known of a row after some of its positions: weighted sums of the values, <c>[headDim]</c>, then the largest score and the
/// total weight, relative to e to the power of that score.
/// </summary>
internal static unsafe class PartialSums
{
    /// <summary>Floats of a row: whole registers.</summary>
    public static int Floats(int headDim) => headDim + 8;

    /// <summary>Nothing seen yet.</summary>
    public static void Clear(float* state, int headDim)
    {
        new Span<float>(state, headDim).Clear();
        Set(state, headDim, float.NegativeInfinity, 0);
    }

    /// <summary>Sets the largest score and the total.</summary>
    public static void Set(float* state, int headDim, float largest, float total) => (state[headDim], state[headDim + 1]) = (largest, total);

    /// <summary>Adds the positions that follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join(float* state, float* next, int headDim)
    {
        float largest = MathF.Max(state[headDim], next[headDim]);
        Vector256<float> shrink = Distances(state[headDim], next[headDim], largest);
        Vector256<float> old = Vector256.Create(shrink[0]);
        Vector256<float> now = Vector256.Create(shrink[1]);
        for (int i = 0; i < headDim; i += 8)
        {
            Fma.MultiplyAdd(Vector256.Load(next + i), now, Vector256.Load(state + i) * old).Store(state + i);
        }

        Set(state, headDim, largest, (next[headDim + 1] * shrink[1]) + (state[headDim + 1] * shrink[0]));
    }

    /// <summary>Divides by the total, to which a sink adds its own weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(float* state, float* sink, float* output, int headDim)
    {
        float total = state[headDim + 1];
        float share = 1 / total;
        if (sink is not null)
        {
            Vector256<float> weights = Distances(state[headDim], *sink, MathF.Max(state[headDim], *sink));
            share = weights[0] / ((total * weights[0]) + weights[1]);
        }

        for (int i = 0; i < headDim; i += 8)
        {
            (Vector256.Load(state + i) * share).Store(output + i);
        }
    }

    /// <summary>e to the power of the first two's distances to the largest; of minus infinity 0, also where there is nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Distances(float first, float second, float largest)
    {
        float offset = float.IsNegativeInfinity(largest) ? 0 : largest;
        return Avx2Exp.Exp(Vector256.Create(first, second, 0, 0, 0, 0, 0, 0) - Vector256.Create(offset, offset, 0, 0, 0, 0, 0, 0));
    }
}
