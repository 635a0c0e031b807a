using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Weights of a linear layer: <c>y = W x + b</c>.</summary>
/// <param name="Weight"><c>[outputs, inputs]</c>.</param>
/// <param name="Bias"><c>[outputs]</c>, or null.</param>
public sealed record LinearWeights(TensorView Weight, TensorView? Bias);

/// <summary>Weights of one block.</summary>
public sealed record LayerWeights
{
    /// <summary><c>[HiddenSize]</c>.</summary>
    public required TensorView AttentionNorm { get; init; }

    /// <summary><c>[QuerySize, HiddenSize]</c>.</summary>
    public required LinearWeights Query { get; init; }

    /// <summary><c>[KvSize, HiddenSize]</c>.</summary>
    public required LinearWeights Key { get; init; }

    /// <summary><c>[KvSize, HiddenSize]</c>.</summary>
    public required LinearWeights Value { get; init; }

    /// <summary><c>[HiddenSize, QuerySize]</c>.</summary>
    public required LinearWeights AttentionOutput { get; init; }

    /// <summary><c>[HeadDim]</c>; null without query/key norm.</summary>
    public required TensorView? QueryNorm { get; init; }

    /// <summary><c>[HeadDim]</c>; null without query/key norm.</summary>
    public required TensorView? KeyNorm { get; init; }

    /// <summary><c>[HiddenSize]</c>.</summary>
    public required TensorView FeedForwardNorm { get; init; }

    /// <summary><c>[IntermediateSize, HiddenSize]</c>.</summary>
    public required LinearWeights Gate { get; init; }

    /// <summary><c>[IntermediateSize, HiddenSize]</c>.</summary>
    public required LinearWeights Up { get; init; }

    /// <summary><c>[HiddenSize, IntermediateSize]</c>.</summary>
    public required LinearWeights Down { get; init; }
}

/// <summary>All weights of a decoder, looked up by name and checked for shape. The file they lie in must outlive them.</summary>
public sealed record DecoderWeights
{
    /// <summary><c>[VocabularySize, HiddenSize]</c>.</summary>
    public required TensorView Embedding { get; init; }

    /// <summary>The blocks, first to last.</summary>
    public required IReadOnlyList<LayerWeights> Layers { get; init; }

    /// <summary><c>[HiddenSize]</c>.</summary>
    public required TensorView FinalNorm { get; init; }

    /// <summary><c>[VocabularySize, HiddenSize]</c>; the embedding itself where they are tied.</summary>
    public required LinearWeights Output { get; init; }

    /// <summary>Divisors of the rotary frequencies, <c>[RopeDimensions / 2]</c>; null for none.</summary>
    public required TensorView? RopeFactors { get; init; }

    /// <summary>Binds a file's tensors to a spec; strict in both directions.</summary>
    /// <exception cref="ModelException">Tensors are missing, misshapen or left over; one message lists them all.</exception>
    public static DecoderWeights Bind(DecoderSpec spec, IWeightFile file)
    {
        var names = WeightNames.For(spec.Naming);
        var binder = new WeightBinder(file, spec.Quantization);
        TensorView embedding = binder.Require($"{names.Embedding}.weight", spec.VocabularySize, spec.HiddenSize);
        var weights = new DecoderWeights
        {
            Embedding = embedding,
            Layers = [.. Enumerable.Range(0, spec.Layers).Select(layer => BindLayer(spec, names, binder, layer))],
            FinalNorm = binder.Require($"{names.FinalNorm}.weight", spec.HiddenSize),
            Output = BindOutput(spec, names, binder, file, embedding),
            RopeFactors = binder.Optional($"{names.RopeFactors}.weight", spec.Rope.Dimensions / 2),
        };
        binder.AssertAllConsumed(names.Ignored);
        return weights;
    }

    private static LinearWeights BindOutput(
        DecoderSpec spec, WeightNames names, WeightBinder binder, IWeightFile file, TensorView embedding)
    {
        string name = $"{names.Output}.weight";
        bool tied = spec.TiedEmbeddings ?? !file.Tensors.ContainsKey(name);
        if (!tied)
        {
            return binder.Linear(names.Output, spec.VocabularySize, spec.HiddenSize);
        }

        binder.Optional(name, spec.VocabularySize, spec.HiddenSize); // some tied checkpoints store the copy too
        return new(embedding, null);
    }

    private static LayerWeights BindLayer(DecoderSpec spec, WeightNames names, WeightBinder binder, int layer)
    {
        string Name(string pattern) => WeightBinder.Layer(pattern, layer);
        TensorView Norm(string pattern) => binder.Require($"{Name(pattern)}.weight", spec.HiddenSize);
        TensorView? HeadNorm(string pattern) => spec.QkNorm ? binder.Require($"{Name(pattern)}.weight", spec.HeadDim) : null;
        LinearWeights Linear(string pattern, int rows, int columns, bool bias = false) => binder.Linear(Name(pattern), rows, columns, bias);

        return new LayerWeights
        {
            AttentionNorm = Norm(names.AttentionNorm),
            Query = Linear(names.Query, spec.QuerySize, spec.HiddenSize, spec.QkvBias),
            Key = Linear(names.Key, spec.KvSize, spec.HiddenSize, spec.QkvBias),
            Value = Linear(names.Value, spec.KvSize, spec.HiddenSize, spec.QkvBias),
            AttentionOutput = Linear(names.AttentionOutput, spec.HiddenSize, spec.QuerySize),
            QueryNorm = HeadNorm(names.QueryNorm),
            KeyNorm = HeadNorm(names.KeyNorm),
            FeedForwardNorm = Norm(names.FeedForwardNorm),
            Gate = Linear(names.Gate, spec.IntermediateSize, spec.HiddenSize),
            Up = Linear(names.Up, spec.IntermediateSize, spec.HiddenSize),
            Down = Linear(names.Down, spec.HiddenSize, spec.IntermediateSize),
        };
    }
}
