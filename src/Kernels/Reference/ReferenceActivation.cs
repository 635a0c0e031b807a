namespace Xinference.Kernels.Reference;

/// <summary>Activations in double.</summary>
internal static unsafe class ReferenceActivation
{
    public static void Run(Activation activation, float* x, float* y, int length)
    {
        for (int i = 0; i < length; i++)
        {
            y[i] = (float)Of(activation, x[i]);
        }
    }

    private static double Of(Activation activation, double x) => activation switch
    {
        Activation.Gelu => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        Activation.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        Activation.Tanh => Math.Tanh(x),
    };

    /// <summary>The error function by a series whose terms are all of one sign. Abramowitz and Stegun 1964, 7.1.6.</summary>
    private static double Erf(double x)
    {
        // beyond 6 the difference to 1 is below the last bit
        if (!(Math.Abs(x) < 6))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
