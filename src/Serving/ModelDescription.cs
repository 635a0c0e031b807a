namespace Xinference.Serving;

/// <summary>What people and clients are told about a model; the names are those of Xinference's model listing.</summary>
public sealed record ModelDescription
{
    /// <summary>The family's name, such as <c>qwen2.5-instruct</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Text { get; init; }

    /// <summary>Architecture family, such as <c>llama</c>.</summary>
    public string? Family { get; init; }

    /// <summary>File format, such as <c>ggufv2</c> or <c>safetensors</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Weight type, such as <c>Q4_K_M</c>; <c>none</c> where the weights are not quantised.</summary>
    public string? Quantization { get; init; }

    /// <summary>Number of parameters in thousand millions.</summary>
    public double? SizeInBillions { get; init; }

    /// <summary>Two-letter codes of the languages it knows.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];
}
