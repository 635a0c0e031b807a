namespace Xinference.Kernels.Reference;

/// <summary>Layer norm in double.</summary>
internal static unsafe class ReferenceLayerNorm
{
    public static void Run(float* x, float* weight, float* bias, float epsilon, float* y, int length)
    {
        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += x[i];
        }

        double mean = sum / length;
        double squares = 0;
        for (int i = 0; i < length; i++)
        {
            squares += (x[i] - mean) * (x[i] - mean);
        }

        double inverse = 1 / Math.Sqrt((squares / length) + epsilon);
        for (int i = 0; i < length; i++)
        {
            y[i] = (float)(((x[i] - mean) * inverse * weight[i]) + (bias is null ? 0 : bias[i]));
        }
    }
}
