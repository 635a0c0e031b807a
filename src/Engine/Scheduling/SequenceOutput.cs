using Xinference.Engine.Sampling;
using Xinference.Inference;

namespace Xinference.Engine.Scheduling;

/// <summary>What happened to a sequence: a token, an end, or a token that is the end.</summary>
internal readonly record struct SequenceOutput(Sequence Sequence, Draw? Token, FinishReason? End = null, string? Error = null);
