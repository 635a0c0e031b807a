using Xinference.Compiler;
using Xinference.Engine.Scheduling;

namespace Xinference.Engine.Execution;

/// <summary>
/// Computes steps: one forward pass of its model over the slices of a plan, keeping keys and values in the blocks the scheduler gave out.
/// The logits of a sequence must not depend on what else is in the step (INV-7) nor on how its tokens were cut into steps (INV-8).
/// </summary>
public interface IDevice : IDisposable
{
    /// <summary>What it can take.</summary>
    DeviceInfo Info { get; }

    /// <summary>How often each expert of the model was used; null for a model without.</summary>
    ExpertUse? Experts => null;

    /// <summary>Runs a step and fills one row of logits for each slice that wants them. Called by one thread at a time.</summary>
    /// <exception cref="Exception">The step failed: its sequences end, the next step runs.</exception>
    void Execute(StepPlan plan, LogitsBuffer logits);
}
