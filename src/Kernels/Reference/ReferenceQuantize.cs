namespace Xinference.Kernels.Reference;

/// <summary>Activations to groups of integers, one by one; other rungs give the same bits.</summary>
internal static unsafe class ReferenceQuantize
{
    public static void Run(float* x, QuantizedGroup* groups, int columns)
    {
        for (int first = 0; first < columns; first += QuantizedGroup.Elements)
        {
            Group(x + first, groups++, Math.Min(QuantizedGroup.Elements, columns - first));
        }
    }

    private static void Group(float* x, QuantizedGroup* group, int count)
    {
        float largest = 0;
        for (int i = 0; i < count; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(x[i]));
        }

        bool finite = float.IsFinite(largest);
        float inverse = finite && largest >= QuantizedGroup.Smallest ? 127 / largest : 0;
        int sum = 0;
        int firstSum = 0;
        for (int i = 0; i < QuantizedGroup.Elements; i++)
        {
            int step = inverse > 0 && i < count ? (int)MathF.Round(x[i] * inverse) : 0;
            group->Quants[i] = (sbyte)step;
            sum += step;
            firstSum += i < QuantizedGroup.Elements / 2 ? step : 0;
        }

        group->Scale = !finite ? float.NaN : inverse > 0 ? largest / 127 : 0;
        group->Bias = -8 * sum;
        group->FirstBias = -8 * firstSum;
        group->ScaledSum = group->Scale * sum;
    }
}
