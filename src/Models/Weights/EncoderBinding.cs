using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Takes the tensors of an encoder out of a file.</summary>
internal sealed class EncoderBinding
{
    private readonly EncoderSpec _spec;
    private readonly IWeightFile _file;
    private readonly WeightBinder _binder;
    private readonly EncoderNames _names;

    public EncoderBinding(EncoderSpec spec, IWeightFile file)
    {
        _spec = spec;
        _file = file;
        _binder = new(file);
        string prefix = file.Tensors.ContainsKey("bert.embeddings.word_embeddings.weight") ? "bert." : "";
        _names = spec.Naming == WeightNaming.Gguf ? EncoderNames.Gguf : EncoderNames.HuggingFace(prefix, spec.Pooling == Pooling.Rank);
    }

    public EncoderWeights Bind()
    {
        var weights = new EncoderWeights
        {
            Embedding = Table(_names.Embedding, _spec.VocabularySize),
            Positions = _spec.Rope is null ? Table(_names.Positions, _spec.ContextLength) : null,
            TokenTypes = _spec.TokenTypes > 0 ? Table(_names.TokenTypes, _spec.TokenTypes) : null,
            EmbeddingNorm = Norm(_names.EmbeddingNorm),
            Layers = [.. Enumerable.Range(0, _spec.Layers).Select(BindLayer)],
            Pooler = _spec.Pooling == Pooling.Rank ? OptionalLinear(_names.Pooler, _spec.HiddenSize) : null,
            Classifier = _spec.Pooling == Pooling.Rank ? _binder.Linear(_names.Classifier, _spec.Labels, _spec.HiddenSize) : null,
        };
        _binder.AssertAllConsumed(name => _names.Ignored.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
        return weights;
    }

    private EncoderLayerWeights BindLayer(int layer)
    {
        LinearWeights Linear(string pattern, int rows, int columns) => _binder.Linear(WeightBinder.Layer(pattern, layer), rows, columns);
        (LinearWeights query, LinearWeights key, LinearWeights value) = BindQkv(layer);
        return new EncoderLayerWeights
        {
            Query = query,
            Key = key,
            Value = value,
            AttentionOutput = Linear(_names.AttentionOutput, _spec.HiddenSize, _spec.HiddenSize),
            AttentionNorm = Norm(WeightBinder.Layer(_names.AttentionNorm, layer)),
            Gate = _spec.Gated ? Linear(_names.Gate, _spec.IntermediateSize, _spec.HiddenSize) : null,
            Up = Linear(_names.Up, _spec.IntermediateSize, _spec.HiddenSize),
            Down = Linear(_names.Down, _spec.HiddenSize, _spec.IntermediateSize),
            OutputNorm = Norm(WeightBinder.Layer(_names.OutputNorm, layer)),
        };
    }

    private (LinearWeights Query, LinearWeights Key, LinearWeights Value) BindQkv(int layer)
    {
        int hidden = _spec.HiddenSize;
        string joined = WeightBinder.Layer(_names.Joined, layer);
        if (!_file.Tensors.ContainsKey($"{joined}.weight"))
        {
            LinearWeights Linear(string pattern) => _binder.Linear(WeightBinder.Layer(pattern, layer), hidden, hidden);
            return (Linear(_names.Query), Linear(_names.Key), Linear(_names.Value));
        }

        LinearWeights all = _binder.Linear(joined, 3 * hidden, hidden);
        return all.Weight.Shape == new Shape(3 * hidden, hidden) ? (Part(all, 0), Part(all, 1), Part(all, 2)) : (all, all, all);
    }

    /// <summary>One third of the rows.</summary>
    private static LinearWeights Part(LinearWeights all, int index)
    {
        long rows = all.Weight.Rows / 3;
        return new(all.Weight.Part(index * rows, rows), all.Bias?.Part(index * rows, rows));
    }

    private TensorView Table(string name, int rows) => _binder.Require($"{name}.weight", rows, _spec.HiddenSize);

    private LayerNormWeights Norm(string name) =>
        new(_binder.Require($"{name}.weight", _spec.HiddenSize), _binder.Optional($"{name}.bias", _spec.HiddenSize));

    private LinearWeights? OptionalLinear(string name, int width) =>
        _file.Tensors.ContainsKey($"{name}.weight") ? _binder.Linear(name, width, width) : null;
}
