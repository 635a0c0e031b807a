using static TorchSharp.torch;

namespace Xinference.TrainTiny.Model;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019); norms are not decayed.</summary>
internal sealed class AdamW(IReadOnlyDictionary<string, Tensor> weights)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.98;
    private const double Epsilon = 1e-8;
    private const double Decay = 0.05;

    /// <summary>First moments by weight name.</summary>
    public IReadOnlyDictionary<string, Tensor> First { get; } = Zeros(weights);

    /// <summary>Second moments by weight name.</summary>
    public IReadOnlyDictionary<string, Tensor> Second { get; } = Zeros(weights);

    /// <summary>Scales the gradients to a norm of at most <paramref name="limit"/> and returns the norm they had.</summary>
    public double Clip(double limit)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        double norm = Math.Sqrt(weights.Values.Sum(weight => weight.grad!.square().sum().item<float>()));
        if (norm > limit)
        {
            foreach (Tensor weight in weights.Values)
            {
                weight.grad!.mul_(limit / norm);
            }
        }

        return norm;
    }

    /// <summary>Update number <paramref name="step"/>, counted from 1; the gradients are cleared.</summary>
    public void Step(int step, double rate)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        double correct1 = 1 - Math.Pow(Beta1, step);
        double correct2 = Math.Sqrt(1 - Math.Pow(Beta2, step));
        foreach ((string name, Tensor weight) in weights)
        {
            Tensor gradient = weight.grad!;
            if (weight.dim() > 1)
            {
                weight.mul_(1 - (rate * Decay));
            }

            First[name].mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            Second[name].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            weight.addcdiv_(First[name], Second[name].sqrt().div_(correct2).add_(Epsilon), -rate / correct1);
            gradient.zero_();
        }
    }

    private static Dictionary<string, Tensor> Zeros(IReadOnlyDictionary<string, Tensor> weights) =>
        weights.ToDictionary(entry => entry.Key, entry => zeros_like(entry.Value).detach().DetachFromDisposeScope());
}
