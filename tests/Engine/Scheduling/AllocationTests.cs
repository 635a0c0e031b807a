using Xinference.Engine.Execution;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Scheduling;

/// <summary>INV-13: a step allocates nothing once its buffers have grown.</summary>
public sealed class AllocationTests
{
    private const int Sequences = 8;
    private const int Steps = 500;

    // Token and block lists double as they grow: 500 steps from 600 tokens on cross one doubling of each at the most.
    private const long GrowthPerSequence = (2 * 1200 * sizeof(int)) + 1024;

    [Fact]
    public void A_decode_step_allocates_nothing()
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
        // The counts of drawn tokens grow with the tokens seen: a dictionary that doubles now and then.
        Assert.InRange(allocated, 0, Sequences * (GrowthPerSequence + 65536));
        Assert.Equal(Sequences, scheduler.Running);
    }

    [Fact]
    public void A_greedy_step_between_growths_allocates_not_one_byte()
    {
        ModelLimits model = new(1000, 4096);
        BlockPool pool = new(64);
        Scheduler scheduler = new(new SchedulerOptions(model, 64, 1, 100), pool);
        StepRunner runner = new(new NullDevice(model, 64, 64, 1));
        scheduler.Submit(new Prompt([1], new SamplingOptions { Temperature = 0 }), 0);
        Run(scheduler, runner, 129);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(scheduler, runner, 120);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
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
