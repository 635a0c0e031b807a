namespace Xinference.Models.Weights;

/// <summary>Binds the tensors of single blocks.</summary>
internal sealed class LayerBinder(DecoderSpec spec, WeightNames names, WeightBinder binder)
{
    /// <summary>The weights of a block.</summary>
    public LayerWeights Bind(int layer)
    {
        string Name(string pattern) => WeightBinder.Layer(pattern, layer);
        NormWeights? HeadNorm(string pattern) => spec.QkNorm ? Norm(Name(pattern), spec.HeadDim) : null;
        NormWeights? OutputNorm(string pattern) => spec.Form == BlockForm.NormedOutputs ? Norm(Name(pattern), spec.HiddenSize) : null;

        (NormWeights attention, NormWeights? feedForward) = InputNorms(layer);
        (LinearWeights? query, LinearWeights? key, LinearWeights? value) = spec.Latent is null ? Projections(layer) : default;
        ExpertSpec? experts = spec.ExpertsOf(layer);
        return new LayerWeights
        {
            AttentionNorm = attention,
            Query = query,
            Key = key,
            Value = value,
            Latent = spec.Latent is { } latent ? LatentBinder.Bind(latent, spec, binder, layer) : null,
            AttentionOutput = binder.Linear(Name(names.AttentionOutput), spec.HiddenSize, spec.AttendedSize),
            QueryNorm = HeadNorm(names.QueryNorm),
            KeyNorm = HeadNorm(names.KeyNorm),
            AttentionSinks = spec.AttentionSinks ? binder.Require(Name(names.Sinks), spec.Heads) : null,
            AttentionOutputNorm = OutputNorm(names.AttentionOutputNorm),
            FeedForwardNorm = feedForward,
            FeedForward = experts is null ? FeedForward(layer) : null,
            Experts = experts is null ? null : Experts(layer, experts),
            FeedForwardOutputNorm = OutputNorm(names.FeedForwardOutputNorm),
        };
    }

    /// <summary>A norm that must be there; its bias may be where the norm has a mean.</summary>
    public NormWeights Norm(string name, int width) => new(
        binder.Require($"{name}.weight", width), spec.Norm == NormKind.Layer ? binder.Optional($"{name}.bias", width) : null);

    private (NormWeights Attention, NormWeights? FeedForward) InputNorms(int layer)
    {
        string attention = WeightBinder.Layer(names.AttentionNorm, layer);
        string feedForward = names.FeedForwardNormOf(spec.Form, layer, binder.Has);
        string second = WeightBinder.Layer(names.SecondAttentionNorm, layer);
        if (spec.Form != BlockForm.Parallel)
        {
            return (Norm(attention, spec.HiddenSize), Norm(feedForward, spec.HiddenSize));
        }

        // Falcon 40B: the norm that all Falcons have is the feed-forward block's, attention has another
        return binder.Has($"{second}.weight")
            ? (Norm(second, spec.HiddenSize), Norm(attention, spec.HiddenSize))
            : (Norm(attention, spec.HiddenSize), binder.Has($"{feedForward}.weight") ? Norm(feedForward, spec.HiddenSize) : null);
    }

    private (LinearWeights Query, LinearWeights Key, LinearWeights Value) Projections(int layer)
    {
        string fused = WeightBinder.Layer(names.FusedProjections, layer);
        if (binder.Has($"{fused}.weight"))
        {
            LinearWeights[] parts = binder.Fused(fused, spec.HiddenSize, spec.QuerySize, spec.KvSize, spec.KvSize);
            return (parts[0], parts[1], parts[2]);
        }

        LinearWeights Linear(string pattern, int rows) =>
            binder.Linear(WeightBinder.Layer(pattern, layer), rows, spec.HiddenSize, spec.QkvBias);
        return (Linear(names.Query, spec.QuerySize), Linear(names.Key, spec.KvSize), Linear(names.Value, spec.KvSize));
    }

    private FeedForwardWeights FeedForward(int layer)
    {
        string Name(string pattern) => WeightBinder.Layer(pattern, layer);
        string fused = Name(names.FusedGateUp);
        if (spec.FeedForward != FeedForwardKind.Gelu && !binder.Has($"{Name(names.Gate)}.weight") && binder.Has($"{fused}.weight"))
        {
            LinearWeights[] parts = binder.Fused(fused, spec.HiddenSize, spec.IntermediateSize, spec.IntermediateSize);
            return new(parts[0], parts[1], binder.Linear(Name(names.Down), spec.HiddenSize, spec.IntermediateSize));
        }

        return Plain(Name(names.Gate), Name(names.Up), Name(names.Down), spec.IntermediateSize);
    }

    private FeedForwardWeights Plain(string gate, string up, string down, int width) => new(
        spec.FeedForward == FeedForwardKind.Gelu ? null : binder.Linear(gate, width, spec.HiddenSize),
        binder.Linear(up, width, spec.HiddenSize),
        binder.Linear(down, spec.HiddenSize, width));

    private ExpertWeights Experts(int layer, ExpertSpec experts)
    {
        string Name(string pattern) => WeightBinder.Layer(pattern, layer);
        IReadOnlyList<LinearWeights> Each(string pattern, int rows, int columns) =>
            binder.Experts(pattern, layer, experts.Routing.Experts, rows, columns);

        return new ExpertWeights
        {
            Router = binder.Linear(Name(names.Router), experts.Routing.Experts, spec.HiddenSize),
            ChoiceBias = binder.Optional(Name(names.ChoiceBias), experts.Routing.Experts),
            Gate = Each(names.ExpertGate, experts.IntermediateSize, spec.HiddenSize),
            Up = Each(names.ExpertUp, experts.IntermediateSize, spec.HiddenSize),
            Down = Each(names.ExpertDown, spec.HiddenSize, experts.IntermediateSize),
            Shared = experts.SharedSize > 0
                ? Plain(Name(names.SharedGate), Name(names.SharedUp), Name(names.SharedDown), experts.SharedSize)
                : null,
        };
    }
}
