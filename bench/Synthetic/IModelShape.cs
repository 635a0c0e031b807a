using System.Text.Json.Nodes;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>What a tensor is filled with.</summary>
public enum Filling
{
    /// <summary>Random weights, in the type that was asked for.</summary>
    Weights,

    /// <summary>Random weights in floats, as converters leave small tables.</summary>
    Table,

    /// <summary>Ones: the weight of a norm.</summary>
    Ones,

    /// <summary>Zeros: a bias.</summary>
    Zeros,
}

/// <summary>One tensor, by its name in GGUF files and its name in Hugging Face checkpoints.</summary>
/// <param name="Gguf">Name in GGUF files.</param>
/// <param name="HuggingFace">Name in checkpoints.</param>
/// <param name="Filling">What it holds.</param>
/// <param name="Extents">Outermost first.</param>
public sealed record SyntheticTensor(string Gguf, string HuggingFace, Filling Filling, params long[] Extents);

/// <summary>The numbers that make a published model's shape.</summary>
public interface IModelShape
{
    /// <summary>Every tensor of the model.</summary>
    IEnumerable<SyntheticTensor> Tensors();

    /// <summary>Adds hyperparameters and vocabulary to a GGUF file.</summary>
    void Describe(GgufWriter writer);

    /// <summary>Content of <c>config.json</c>.</summary>
    JsonObject Config(DType type);

    /// <summary>Content of <c>tokenizer.json</c>.</summary>
    JsonObject Tokenizer();
}
