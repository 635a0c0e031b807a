using System.Collections.Immutable;
using Xinference.Inference;

namespace Xinference.Serving;

/// <summary>Texts to generate from one prompt.</summary>
/// <param name="PromptIds">What the model reads; at least one id.</param>
/// <param name="Sampling">How tokens are drawn; the model's end-of-generation tokens are added to its stop tokens.</param>
public sealed record TextRequest(ImmutableArray<int> PromptIds, SamplingOptions Sampling)
{
    /// <summary>Strings that end the text and are no part of it; none of them empty.</summary>
    public ImmutableArray<string> Stop { get; init; } = [];

    /// <summary>Whether the end of the text is the model's to choose, or only the limits' (for measuring speed).</summary>
    public bool IgnoreEndOfGeneration { get; init; }

    /// <summary>Number of independent texts, ≥ 1; text <c>i</c> is drawn with <c>Seed + i</c>.</summary>
    public int Choices { get; init; } = 1;
}
