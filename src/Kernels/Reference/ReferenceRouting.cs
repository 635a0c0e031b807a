namespace Xinference.Kernels.Reference;

/// <summary>Scores of experts to weights, in double.</summary>
internal static unsafe class ReferenceRouting
{
    public static void Run(float* scores, float* bias, in Routing routing, int* experts, float* weights)
    {
        double[] shares = new double[routing.Experts];
        float[] choice = new float[routing.Experts];
        double largest = double.NegativeInfinity;
        for (int i = 0; i < routing.Experts; i++)
        {
            largest = Math.Max(largest, scores[i]);
        }

        double sum = 0;
        for (int i = 0; i < routing.Experts; i++)
        {
            shares[i] = routing.Gating == ExpertGating.Sigmoid ? 1 / (1 + Math.Exp(-(double)scores[i])) : Math.Exp(scores[i] - largest);
            sum += shares[i];
        }

        for (int i = 0; i < routing.Experts; i++)
        {
            shares[i] /= routing.Gating == ExpertGating.Softmax ? sum : 1;
            choice[i] = bias is null ? scores[i] : (float)shares[i] + bias[i];
        }

        fixed (float* chosenBy = choice)
        {
            ExpertChoice.Run(chosenBy, routing, experts);
        }

        Weigh(shares, routing, experts, weights);
    }

    private static void Weigh(double[] shares, in Routing routing, int* experts, float* weights)
    {
        double sum = 0;
        for (int i = 0; i < routing.Used; i++)
        {
            sum += shares[experts[i]];
        }

        bool divide = routing.Normalize || routing.Gating == ExpertGating.ChosenSoftmax;
        for (int i = 0; i < routing.Used; i++)
        {
            weights[i] = (float)(shares[experts[i]] / (divide ? sum : 1) * routing.Scale);
        }
    }
}
