using Xinference.Engine.Sampling;
using Xinference.Engine.Scheduling;

namespace Xinference.Engine.Execution;

/// <summary>Runs a planned step: the device computes logits, the sampler draws a token from each row.</summary>
internal sealed class StepRunner(IDevice device)
{
    private readonly LogitsBuffer _logits = new(device.Info.MaxSequences, device.Info.Limits.VocabularySize);
    private readonly Draw[] _draws = new Draw[device.Info.MaxSequences];
    private readonly Sampler _sampler = new(device.Info.Limits.VocabularySize);

    /// <summary>One draw for each slice that wants logits, valid until the next call.</summary>
    public ReadOnlySpan<Draw> Run(StepPlan plan)
    {
        device.Execute(plan, _logits);
        int row = 0;
        foreach (ref readonly StepSlice slice in plan.Slices)
        {
            if (slice.WantsLogits)
            {
                _draws[row] = _sampler.Draw(_logits.Row(row), slice.Sequence.Sampling);
                row++;
            }
        }

        return _draws.AsSpan(0, row);
    }
}
