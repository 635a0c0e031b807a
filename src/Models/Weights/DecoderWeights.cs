using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>All weights of a decoder, looked up by name and checked for shape. The file they lie in must outlive them.</summary>
public sealed record DecoderWeights
{
    /// <summary><c>[VocabularySize, HiddenSize]</c>.</summary>
    public required TensorView Embedding { get; init; }

    /// <summary>Added to the embeddings by position, <c>[ContextLength, HiddenSize]</c>; null: nothing.</summary>
    public required TensorView? Positions { get; init; }

    /// <summary>The blocks, first to last.</summary>
    public required IReadOnlyList<LayerWeights> Layers { get; init; }

    /// <summary>Norm before the output projection.</summary>
    public required NormWeights FinalNorm { get; init; }

    /// <summary><c>[VocabularySize, HiddenSize]</c>; the embedding itself where they are tied.</summary>
    public required LinearWeights Output { get; init; }

    /// <summary>Whether the output is the embedding itself.</summary>
    public bool Tied => Output.Weight.StartsWhere(Embedding);

    /// <summary>Divisors of the rotary frequencies, <c>[RopeDimensions / 2]</c>; null for none.</summary>
    public required TensorView? RopeFactors { get; init; }

    /// <summary>LongRoPE's divisors beyond the original context, which then <see cref="RopeFactors"/> are those within; null for none.</summary>
    public required TensorView? LongRopeFactors { get; init; }

    /// <summary>Binds a file's tensors to a spec; strict in both directions.</summary>
    /// <exception cref="ModelException">Tensors are missing, misshapen or left over; one message lists them all.</exception>
    public static DecoderWeights Bind(DecoderSpec spec, IWeightFile file)
    {
        var names = WeightNames.For(spec.Naming);
        var binder = new WeightBinder(file, spec.Quantization);
        var layers = new LayerBinder(spec, names, binder);
        TensorView embedding = binder.Require($"{names.Embedding}.weight", spec.VocabularySize, spec.HiddenSize);
        bool longRope = spec.Rope?.Scaling is RopeScaling.LongRope { Long.Count: 0 };
        TensorView? RopeFactors(string name) => spec.Rope is { } rope ? binder.Optional($"{name}.weight", rope.Dimensions / 2) : null;

        var weights = new DecoderWeights
        {
            Embedding = embedding,
            Positions = spec.LearnedPositions ? binder.Require($"{names.Positions}.weight", spec.ContextLength, spec.HiddenSize) : null,
            Layers = [.. Enumerable.Range(0, spec.Layers).Select(layers.Bind)],
            FinalNorm = layers.Norm(names.FinalNorm, spec.HiddenSize),
            Output = BindOutput(spec, names, binder, file, embedding),
            RopeFactors = RopeFactors(longRope ? names.ShortRopeFactors : names.RopeFactors),
            LongRopeFactors = longRope ? RopeFactors(names.LongRopeFactors) : null,
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
}
