using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Refuses hyper-parameters that contradict each other or are out of all reason, before anything is sized by them.</summary>
internal static class SpecCheck
{
    private const int MaxWidth = 1 << 20;
    private const int MaxHeadDim = 1 << 12; // attention keeps a head on the stack
    private const int MaxLayers = 1 << 10;
    private const int MaxVocabulary = 1 << 24;
    private const int MaxContext = 1 << 27;
    private const int MaxExperts = 1 << 12; // routing keeps scores on the stack

    public static void Check(DecoderSpec spec)
    {
        List<string> faults = [];
        void Range(string name, long value, long maximum)
        {
            if (value < 1 || value > maximum)
            {
                faults.Add($"{name} is {value}, outside 1…{maximum}");
            }
        }

        Range("vocabulary size", spec.VocabularySize, MaxVocabulary);
        Range("context length", spec.ContextLength, MaxContext);
        Range("hidden size", spec.HiddenSize, MaxWidth);
        Range("intermediate size", spec.IntermediateSize, MaxWidth);
        Range("layer count", spec.Layers, MaxLayers);
        Range("head count", spec.Heads, MaxWidth);
        Range("key/value head count", spec.KvHeads, MaxWidth);
        Range("head size", spec.HeadDim, MaxHeadDim);
        Range("query width", (long)spec.Heads * spec.HeadDim, MaxWidth);
        CheckRelations(spec, faults);
        if (faults.Count > 0)
        {
            throw new ModelException($"the model's hyper-parameters make no sense: {string.Join("; ", faults)}");
        }
    }

    private static void CheckRelations(DecoderSpec spec, List<string> faults)
    {
        if (spec.KvHeads > 0 && spec.Heads % spec.KvHeads != 0)
        {
            faults.Add($"{spec.Heads} query heads cannot share {spec.KvHeads} key/value heads");
        }

        if (!(spec.NormEpsilon >= 0 && spec.NormEpsilon < 1))
        {
            faults.Add($"norm epsilon is {spec.NormEpsilon}");
        }

        foreach (RopeSpec rope in new[] { spec.Rope, spec.WindowRope }.OfType<RopeSpec>())
        {
            CheckRope(rope, spec.HeadDim, faults);
        }

        float[] factors = [spec.EmbeddingScale, spec.ResidualScale, spec.LogitScale, spec.AttentionScale ?? 1];
        if (factors.Any(f => f == 0 || !float.IsFinite(f)))
        {
            faults.Add($"a scale of embeddings, residuals, logits or attention is zero or not finite ({string.Join(", ", factors)})");
        }

        if (!(spec.LogitSoftCap >= 0 && float.IsFinite(spec.LogitSoftCap) && spec.AttentionSoftCap >= 0 && float.IsFinite(spec.AttentionSoftCap)))
        {
            faults.Add($"a soft cap is {spec.LogitSoftCap} or {spec.AttentionSoftCap}");
        }

        if (spec.Latent is { } latent && !IsSane(latent, spec))
        {
            faults.Add($"{latent} does not fit heads of {spec.HeadDim}");
        }

        if (spec.Experts is { } experts)
        {
            CheckExperts(experts, faults);
        }
    }

    private static bool IsSane(LatentSpec latent, DecoderSpec spec) =>
        latent.QueryRank is >= 0 and <= MaxWidth
        && latent.Rank is >= 1 and <= MaxWidth
        && latent.PlainDim >= 1
        && latent.RotatedDim >= 2
        && latent.PlainDim + latent.RotatedDim == spec.HeadDim
        && latent.RotatedDim == spec.Rope?.Dimensions
        && latent.ValueDim >= 1
        && latent.ValueDim <= spec.HeadDim
        && spec.KvHeads == spec.Heads;

    private static void CheckExperts(ExpertSpec spec, List<string> faults)
    {
        Routing routing = spec.Routing;
        if (routing.Experts is < 1 or > MaxExperts || routing.Used < 1 || routing.Used > routing.Experts)
        {
            faults.Add($"{routing.Used} of {routing.Experts} experts cannot be used, at most {MaxExperts} can be had");
        }
        else if (routing.Groups < 1 || routing.Experts % routing.Groups != 0 || routing.UsedGroups < 1 || routing.UsedGroups > routing.Groups)
        {
            faults.Add($"{routing.Experts} experts do not fall into {routing.Groups} groups of which {routing.UsedGroups} are used");
        }
        else if (routing.Used > routing.Experts / routing.Groups * routing.UsedGroups)
        {
            faults.Add($"{routing.UsedGroups} groups of experts do not hold {routing.Used} experts");
        }

        if (spec.IntermediateSize is < 1 or > MaxWidth || spec.SharedSize is < 0 or > MaxWidth || spec.DenseLayers < 0)
        {
            faults.Add($"experts of width {spec.IntermediateSize} and {spec.SharedSize} from layer {spec.DenseLayers} on");
        }

        if (routing.Scale == 0 || !float.IsFinite(routing.Scale))
        {
            faults.Add($"the weights of experts are multiplied by {routing.Scale}");
        }
    }

    private static void CheckRope(RopeSpec rope, int headDim, List<string> faults)
    {
        if (rope.Dimensions % 2 != 0 || rope.Dimensions < 2 || rope.Dimensions > headDim)
        {
            faults.Add($"{rope.Dimensions} rotary dimensions do not fit a head of {headDim}");
        }

        if (!(rope.Theta > 1 && float.IsFinite(rope.Theta)))
        {
            faults.Add($"RoPE base is {rope.Theta}");
        }

        if (!IsSane(rope.Scaling, rope.Dimensions / 2))
        {
            faults.Add($"RoPE scaling is {rope.Scaling}");
        }
    }

    private static bool IsSane(RopeScaling scaling, int pairs) => scaling switch
    {
        RopeScaling.Linear linear => IsFactor(linear.Factor),
        RopeScaling.Dynamic dynamic => IsFactor(dynamic.Factor) && dynamic.OriginalContextLength >= 1,
        RopeScaling.LongRope longRope => longRope.OriginalContextLength > 1
            && longRope.Magnitude > 0
            && float.IsFinite(longRope.Magnitude)
            && (longRope.Long.Count == 0 || (longRope.Long.Count == pairs && longRope.Short.Count == pairs))
            && longRope.Long.Concat(longRope.Short).All(f => f > 0 && float.IsFinite(f)),
        RopeScaling.Llama3 llama3 => IsFactor(llama3.Factor)
            && llama3.OriginalContextLength >= 1
            && llama3.LowFrequencyFactor > 0
            && llama3.HighFrequencyFactor > llama3.LowFrequencyFactor
            && float.IsFinite(llama3.HighFrequencyFactor),
        RopeScaling.Yarn yarn => IsFactor(yarn.Factor)
            && yarn.OriginalContextLength >= 1
            && yarn.BetaSlow > 0
            && yarn.BetaFast > 0
            && float.IsFinite(yarn.BetaSlow)
            && float.IsFinite(yarn.BetaFast)
            && float.IsFinite(yarn.AttentionFactor ?? 1),
        _ => true,
    };

    private static bool IsFactor(float factor) => factor >= 1 && float.IsFinite(factor);
}
