using CsCheck;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Scheduling;

/// <summary>What a request gets does not depend on its company (INV-7), on the cutting (INV-8) nor on preemption (INV-9).</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void Batched_is_alone_bit_for_bit() =>
        Prompts.Any.Array[2, 8].Sample(prompts => AssertAsAlone(new EngineHarness(blocks: 256), prompts), iter: 100);

    [Fact]
    public void Chunked_is_whole() =>
        Gen.Select(Gen.Int[1, 64], Prompts.Any.Array[1, 4])
            .Sample((budget, prompts) => AssertAsAlone(new EngineHarness(blocks: 256, maxBatchTokens: budget), prompts), iter: 100);

    [Fact]
    public void Preemption_changes_nothing()
    {
        long preemptions = 0;
        Gen.Select(Gen.Int[8, 12], Prompts.Any.Array[4, 8]).Sample((blocks, prompts) =>
        {
            EngineHarness engine = new(blocks);
            AssertAsAlone(engine, prompts);
            Interlocked.Add(ref preemptions, engine.Scheduler.Preemptions);
        }, iter: 200);
        Assert.True(preemptions > 0, "no program preempted anything: the law was not tested");
    }

    [Fact]
    public void Company_that_comes_and_goes_changes_nothing() =>
        Gen.Select(Prompts.Any, Prompts.Any.Array[1, 10]).Sample((prompt, company) =>
        {
            EngineHarness engine = new(blocks: 16, maxBatchTokens: 24);
            Sequence sequence = engine.Submit(prompt);
            foreach (Prompt other in company)
            {
                Sequence guest = engine.Submit(other);
                engine.Step();
                engine.Step();
                engine.Cancel(guest);
            }

            engine.RunToEnd();
            engine[sequence].AssertSame(EngineHarness.Alone(prompt));
        }, iter: 100);

    [Fact]
    public void Other_seeds_give_other_tokens()
    {
        SamplingOptions options = new() { MaxTokens = 40, Seed = 1, Temperature = 5 };
        var one = EngineHarness.Alone(Prompts.Of(5, options));
        Assert.Equal(one.Tokens, EngineHarness.Alone(Prompts.Of(5, options)).Tokens);
        Assert.NotEqual(one.Tokens, EngineHarness.Alone(Prompts.Of(5, options with { Seed = 2 })).Tokens);
    }

    private static void AssertAsAlone(EngineHarness engine, Prompt[] prompts)
    {
        foreach (Prompt prompt in prompts)
        {
            engine.Submit(prompt);
        }

        engine.RunToEnd();
        foreach ((Sequence sequence, Prompt prompt) in engine.Submitted.Zip(prompts))
        {
            engine[sequence].AssertSame(EngineHarness.Alone(prompt));
        }
    }
}
