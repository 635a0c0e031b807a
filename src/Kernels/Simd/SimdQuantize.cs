using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Simd;

/// <summary>Activations to groups of integers, bit-equal to <see cref="ReferenceQuantize"/>.</summary>
internal static unsafe class SimdQuantize
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, QuantizedGroup* groups, int columns)
    {
        int whole = columns & ~(QuantizedGroup.Elements - 1);
        for (int first = 0; first < whole; first += QuantizedGroup.Elements)
        {
            Group(Vector512.Load(x + first), Vector512.Load(x + first + Lanes16.Count), groups++);
        }

        if (whole < columns)
        {
            ReferenceQuantize.Run(x + whole, groups, columns - whole);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group(Vector512<float> low, Vector512<float> high, QuantizedGroup* group)
    {
        float largest = Largest(Vector512.Max(Vector512.Abs(low), Vector512.Abs(high)));
        if (!float.IsFinite(largest) || largest < QuantizedGroup.Smallest)
        {
            *group = default;
            group->Scale = float.IsFinite(largest) ? 0 : float.NaN;
            group->ScaledSum = group->Scale;
            return;
        }

        Vector512<float> inverse = Vector512.Create(127 / largest);
        Vector512<int> first = Vector512.ConvertToInt32(Vector512.Round(low * inverse));
        Vector512<int> second = Vector512.ConvertToInt32(Vector512.Round(high * inverse));
        Vector512<short> words = Vector512.Narrow(first, second);
        Vector256.Narrow(words.GetLower(), words.GetUpper()).Store((sbyte*)group);
        int firstSum = Vector512.Sum(first);
        int sum = firstSum + Vector512.Sum(second);
        group->Scale = largest / 127;
        group->Bias = -8 * sum;
        group->FirstBias = -8 * firstSum;
        group->ScaledSum = group->Scale * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector512<float> lanes)
    {
        Vector256<float> half = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }
}
