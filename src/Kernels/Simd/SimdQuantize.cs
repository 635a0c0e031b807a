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
            Group(x + first, groups++);
        }

        if (whole < columns)
        {
            ReferenceQuantize.Run(x + whole, groups, columns - whole);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group(float* x, QuantizedGroup* group)
    {
        Vector256<float> a = Vector256.Load(x), b = Vector256.Load(x + 8), c = Vector256.Load(x + 16), d = Vector256.Load(x + 24);
        float largest = Largest(Vector256.Max(
            Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), Vector256.Max(Vector256.Abs(c), Vector256.Abs(d))));
        if (!float.IsFinite(largest) || largest < QuantizedGroup.Smallest)
        {
            *group = default;
            group->Scale = float.IsFinite(largest) ? 0 : float.NaN;
            group->ScaledSum = group->Scale;
            return;
        }

        float inverse = 127 / largest;
        Vector256<int> first = Steps(a, inverse), second = Steps(b, inverse), third = Steps(c, inverse), fourth = Steps(d, inverse);
        Vector256<short> low = Vector256.Narrow(first, second);
        Vector256<short> high = Vector256.Narrow(third, fourth);
        Vector256.Narrow(low, high).Store((sbyte*)group);
        int firstSum = Vector256.Sum(first + second);
        int sum = firstSum + Vector256.Sum(third + fourth);
        group->Scale = largest / 127;
        group->Bias = -8 * sum;
        group->FirstBias = -8 * firstSum;
        group->ScaledSum = group->Scale * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Steps(Vector256<float> x, float inverse) =>
        Vector256.ConvertToInt32(Vector256.Round(x * Vector256.Create(inverse)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector256<float> lanes)
    {
        Vector128<float> quarter = Vector128.Max(lanes.GetLower(), lanes.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }
}
