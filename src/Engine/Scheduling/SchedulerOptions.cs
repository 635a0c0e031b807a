using Xinference.Inference;

namespace Xinference.Engine.Scheduling;

/// <summary>What the scheduler keeps within.</summary>
/// <param name="Model">What the model can take.</param>
/// <param name="MaxBatchTokens">Tokens of a step, ≥ 1.</param>
/// <param name="MaxSequences">Sequences that run at a time, ≥ 1.</param>
/// <param name="MaxWaiting">Sequences that may wait, ≥ 1; more are turned away.</param>
internal sealed record SchedulerOptions(ModelLimits Model, int MaxBatchTokens, int MaxSequences, int MaxWaiting);
