namespace Xinference.Models;

/// <summary>Refuses hyper-parameters that contradict each other or are out of all reason, before anything is sized by them.</summary>
internal static class SpecCheck
{
    private const int MaxWidth = 1 << 20;
    private const int MaxHeadDim = 1 << 12; // attention keeps a head on the stack
    private const int MaxLayers = 1 << 10;
    private const int MaxVocabulary = 1 << 24;
    private const int MaxContext = 1 << 27;

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

        if (spec.Rope.Dimensions % 2 != 0 || spec.Rope.Dimensions < 2 || spec.Rope.Dimensions > spec.HeadDim)
        {
            faults.Add($"{spec.Rope.Dimensions} rotary dimensions do not fit a head of {spec.HeadDim}");
        }

        if (!(spec.NormEpsilon >= 0 && spec.NormEpsilon < 1))
        {
            faults.Add($"norm epsilon is {spec.NormEpsilon}");
        }

        if (!(spec.Rope.Theta > 1 && float.IsFinite(spec.Rope.Theta)))
        {
            faults.Add($"RoPE base is {spec.Rope.Theta}");
        }

        if (!IsSane(spec.Rope.Scaling))
        {
            faults.Add($"RoPE scaling is {spec.Rope.Scaling}");
        }
    }

    private static bool IsSane(RopeScaling scaling) => scaling switch
    {
        RopeScaling.Linear linear => IsFactor(linear.Factor),
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
