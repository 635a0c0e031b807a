namespace Xinference.Models;

/// <summary>Refuses hyper-parameters of encoders that contradict each other or are out of all reason.</summary>
internal static class EncoderCheck
{
    private const int MaxWidth = 1 << 16;
    private const int MaxHeadDim = 1 << 8; // attention over rows keeps its tiles on the stack
    private const int MaxLayers = 1 << 10;
    private const int MaxVocabulary = 1 << 24;
    private const int MaxContext = 1 << 20;

    public static void Check(EncoderSpec spec)
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
        Range("label count", spec.Labels, MaxWidth);
        Range("token type count + 1", spec.TokenTypes + 1L, MaxWidth);
        CheckRelations(spec, faults);
        if (faults.Count > 0)
        {
            throw new ModelException($"the model's hyper-parameters make no sense: {string.Join("; ", faults)}");
        }
    }

    private static void CheckRelations(EncoderSpec spec, List<string> faults)
    {
        if (spec.Heads > 0 && (spec.HiddenSize % spec.Heads != 0 || spec.HeadDim is < 1 or > MaxHeadDim))
        {
            faults.Add($"a hidden size of {spec.HiddenSize} does not divide into {spec.Heads} heads of 1…{MaxHeadDim} elements");
        }

        if (!(spec.NormEpsilon >= 0 && spec.NormEpsilon < 1))
        {
            faults.Add($"norm epsilon is {spec.NormEpsilon}");
        }

        if (spec.Pooling == Pooling.None)
        {
            faults.Add("the model names no pooling, so no vector comes of a sequence");
        }

        if (spec.Rope is { } rope && spec.Heads > 0)
        {
            if (rope.Dimensions % 2 != 0 || rope.Dimensions < 2 || rope.Dimensions > spec.HeadDim)
            {
                faults.Add($"{rope.Dimensions} rotary dimensions do not fit a head of {spec.HeadDim}");
            }

            if (!(rope.Theta > 1 && float.IsFinite(rope.Theta)))
            {
                faults.Add($"RoPE base is {rope.Theta}");
            }
        }
    }
}
