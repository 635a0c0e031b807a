using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;

namespace Xinference.Engine.Tests;

/// <summary>The invariants of docs/invariants.md that can be read off the state.</summary>
internal static class Laws
{
    public static void HoldForState(EngineHarness engine)
    {
        Assert.True(engine.Pool.Free + engine.Pool.Owned == engine.Pool.Total, "INV-1");
        int[] owned = [.. engine.Submitted.SelectMany(sequence => sequence.Blocks.ToArray())];
        Assert.True(owned.Length == engine.Pool.Owned, $"INV-1: sequences hold {owned.Length} blocks, the pool counts {engine.Pool.Owned}");
        Assert.True(owned.Distinct().Count() == owned.Length, "INV-2");
        foreach (Sequence sequence in engine.Submitted)
        {
            Assert.True(sequence.IsFinished == engine[sequence].End is not null, "INV-4");
            if (sequence.IsFinished)
            {
                Assert.True(sequence.BlockTable.Count == 0, "INV-10: a finished sequence holds blocks");
                continue;
            }

            Assert.True(sequence.ComputedTokens < sequence.TokenCount, "INV-3");
            Assert.True(BlockTable.BlocksFor(sequence.ComputedTokens) <= sequence.BlockTable.Count, "INV-3");
        }
    }

    public static void HoldForPlan(StepPlan plan, EngineHarness engine)
    {
        long last = -1;
        int tokens = 0;
        foreach (StepSlice slice in plan.Slices)
        {
            Assert.True(slice.Sequence.Arrival > last, "INV-5 and INV-6: slices are not in the order of arrival");
            Assert.True(slice.Start == slice.Sequence.ComputedTokens, "INV-6");
            Assert.True(BlockTable.BlocksFor(slice.Start + slice.Count) <= slice.Sequence.BlockTable.Count, "INV-3");
            last = slice.Sequence.Arrival;
            tokens += slice.Count;
        }

        Assert.True(tokens == plan.TokenCount && plan.TokensLeft >= 0, "INV-6");
        Assert.True(!plan.IsEmpty || engine.Scheduler.IsIdle, "a step without work while requests wait");
        long[] open = [.. engine.Submitted.Where(sequence => !sequence.IsFinished).Select(sequence => sequence.Arrival)];
        Assert.True(plan.IsEmpty || plan.Slices[0].Sequence.Arrival == open.Min(), "INV-5: the oldest request is not in the step");
    }
}
