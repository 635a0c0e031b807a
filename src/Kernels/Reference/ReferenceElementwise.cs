namespace Xinference.Kernels.Reference;

/// <summary>Activations and sums, one element at a time, in double.</summary>
internal static unsafe class ReferenceElementwise
{
    public static void GeluMultiply(float* gate, float* up, float* y, int length)
    {
        for (int i = 0; i < length; i++)
        {
            y[i] = (float)(Gelu(gate[i]) * up[i]);
        }
    }

    public static void ClampedSwiglu(float* gate, float* up, float* y, int length)
    {
        for (int i = 0; i < length; i++)
        {
            double bounded = Math.Min((double)gate[i], ClampedGate.Limit);
            double through = Math.Clamp((double)up[i], -ClampedGate.Limit, ClampedGate.Limit) + 1;
            y[i] = (float)(bounded / (1 + Math.Exp(-ClampedGate.Slope * bounded)) * through);
        }
    }

    public static void Scale(float* x, float factor, int length)
    {
        for (int i = 0; i < length; i++)
        {
            x[i] *= factor;
        }
    }

    public static void AddScaled(float* x, float factor, float* y, int length)
    {
        for (int i = 0; i < length; i++)
        {
            y[i] = (float)(y[i] + ((double)factor * x[i]));
        }
    }

    public static void SoftCap(float* x, float cap, int length)
    {
        for (int i = 0; i < length; i++)
        {
            x[i] = (float)(cap * Math.Tanh(x[i] / (double)cap));
        }
    }

    private static double Gelu(double x) => x / (1 + Math.Exp(-GeluTanh.Slope * (x + (GeluTanh.Cubic * x * x * x))));
}
