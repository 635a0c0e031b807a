namespace Xinference.Inference;

/// <summary>A sequence of which one row is wanted: an embedding or a score.</summary>
/// <param name="TokenIds">Its tokens, at least one.</param>
/// <param name="SecondSegment">Index of the first token of a second segment, such as a document behind its query.</param>
public readonly record struct SequenceInput(ReadOnlyMemory<int> TokenIds, int SecondSegment = int.MaxValue);
