using Xinference.Engine.Execution;
using Xinference.Engine.KvCache;
using Xinference.Engine.Sampling;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Execution;

/// <summary>What each device owes the engine; a device's tests inherit it.</summary>
public abstract class DeviceConformance
{
    private const int Rounds = 6;

    protected abstract IDevice Open();

    [Fact]
    public void Logits_do_not_depend_on_company()
    {
        Prompt[] prompts = [Prompt(1, 9), Prompt(2, 17), Prompt(3, 1), Prompt(4, 30)];
        float[][][] together = Logits(prompts, budget: 64);
        for (int i = 0; i < prompts.Length; i++)
        {
            AssertSameBits(Logits([prompts[i]], budget: 64)[0], together[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    public void Logits_do_not_depend_on_the_cutting(int budget)
    {
        Prompt prompt = Prompt(5, 40);
        AssertSameBits(Logits([prompt], budget: 64)[0], Logits([prompt], budget)[0]);
    }

    private static Prompt Prompt(int salt, int length) =>
        new([.. Enumerable.Range(0, length).Select(i => (i * salt) % 7)], new SamplingOptions { Temperature = 0, MaxTokens = Rounds });

    // [sequence][token][vocabulary]
    private float[][][] Logits(Prompt[] prompts, int budget)
    {
        using IDevice device = Open();
        ModelLimits limits = device.Info.Limits;
        Scheduler scheduler = new(new SchedulerOptions(limits, budget, device.Info.MaxSequences, 100), new BlockPool(device.Info.BlockCount));
        LogitsBuffer buffer = new(device.Info.MaxSequences, limits.VocabularySize);
        Sequence[] sequences = [.. prompts.Select(prompt => scheduler.Submit(prompt, 0))];
        var rows = sequences.ToDictionary(sequence => sequence, _ => new List<float[]>());
        while (!scheduler.IsIdle)
        {
            StepPlan plan = scheduler.Plan();
            device.Execute(plan, buffer);
            var draws = new List<Draw>();
            foreach (StepSlice slice in plan.Slices)
            {
                if (slice.WantsLogits)
                {
                    rows[slice.Sequence].Add(buffer.Row(draws.Count).ToArray());
                    draws.Add(Draw.Token(ArgMax.Of(buffer.Row(draws.Count))));
                }
            }

            scheduler.Commit(plan, [.. draws]);
        }

        return [.. sequences.Select(sequence => rows[sequence].ToArray())];
    }

    private static void AssertSameBits(float[][] expected, float[][] actual)
    {
        Assert.Equal(Rounds, actual.Length);
        for (int i = 0; i < Rounds; i++)
        {
            Assert.Equal(expected[i].Select(BitConverter.SingleToInt32Bits), actual[i].Select(BitConverter.SingleToInt32Bits));
        }
    }
}
