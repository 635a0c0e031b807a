using Xinference.Engine.Execution;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Scheduling;

/// <summary>INV-13, its exception: what penalties count by.</summary>
public sealed class PenaltyAllocationTests
{
    private const int Sequences = 8;
    private const int Steps = 500;

    // The counts of drawn tokens, kept for penalties alone, grow with the tokens seen: a dictionary that doubles now and then.
    private const long CountsPerSequence = 65536;

    [Fact]
    public void Penalties_allocate_for_their_counts_alone()
    {
        ModelLimits model = new(1000, 4096);
        BlockPool pool = new(1024);
        Scheduler scheduler = new(new SchedulerOptions(model, 64, Sequences, 100), pool);
        StepRunner runner = new(new NullDevice(model, 1024, 64, Sequences));
        for (int i = 0; i < Sequences; i++)
        {
            SamplingOptions options = new() { Seed = (ulong)i, TopK = i * 5, TopP = i % 2 == 0 ? 1 : 0.9f, MinP = 0.01f, FrequencyPenalty = 0.1f };
            scheduler.Submit(new Prompt([1, 2, 3], options), (ulong)i);
        }

        Run(scheduler, runner, 600);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(scheduler, runner, Steps);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, Sequences * CountsPerSequence);
        Assert.Equal(Sequences, scheduler.Running);
    }

    private static void Run(Scheduler scheduler, StepRunner runner, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            StepPlan plan = scheduler.Plan();
            scheduler.Commit(plan, runner.Run(plan));
            scheduler.ClearOutputs();
        }
    }
}
