using System.Collections.Immutable;

namespace Xinference.Inference;

/// <summary>One generation to run: what the model reads and how the next tokens are drawn.</summary>
/// <param name="TokenIds">What the model reads; at least one id, all in <c>[0, VocabularySize)</c>.</param>
/// <param name="Sampling">How tokens are drawn and when generation ends.</param>
public sealed record Prompt(ImmutableArray<int> TokenIds, SamplingOptions Sampling);
