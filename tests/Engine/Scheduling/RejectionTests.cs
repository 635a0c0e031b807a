using System.Collections.Immutable;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Scheduling;

/// <summary>What cannot be run is rejected with the numbers; what reaches an end ends for the right reason.</summary>
public sealed class RejectionTests
{
    private static readonly int Context = EngineHarness.Model.ContextLength;

    public static TheoryData<SamplingOptions, string> BadOptions => new()
    {
        { new() { MaxTokens = 0 }, "MaxTokens is 0, must be at least 1" },
        { new() { Temperature = -1 }, "Temperature is -1" },
        { new() { Temperature = float.NaN }, "Temperature is NaN" },
        { new() { Temperature = float.PositiveInfinity }, "Temperature is Infinity" },
        { new() { TopP = 0 }, "TopP is 0" },
        { new() { TopP = 1.5f }, "TopP is 1.5, must be in (0, 1]" },
        { new() { TopK = -1 }, "TopK is -1" },
        { new() { MinP = 2 }, "MinP is 2" },
        { new() { PresencePenalty = 3 }, "PresencePenalty is 3" },
        { new() { FrequencyPenalty = float.NaN }, "FrequencyPenalty is NaN" },
        { new() { RepetitionPenalty = 0 }, "RepetitionPenalty is 0" },
        { new() { TopLogProbabilities = 21 }, "TopLogProbabilities is 21" },
        { new() { StopTokenIds = [50] }, "StopTokenIds is 50, must be in [0, 50)" },
        { new() { LogitBias = ImmutableDictionary<int, float>.Empty.Add(-1, 0) }, "LogitBias token is -1" },
        { new() { LogitBias = ImmutableDictionary<int, float>.Empty.Add(1, 101) }, "LogitBias of token 1 is 101" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Options_out_of_range_are_rejected_by_name(SamplingOptions options, string message) => AssertRejected(Prompts.Of(3, options), message);

    [Fact]
    public void All_faults_are_named_at_once()
    {
        string error = AssertRejected(Prompts.Of(3, new SamplingOptions { TopP = -1, TopK = -1 }), "TopP");
        Assert.Contains("TopK", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_prompt_is_rejected()
    {
        AssertRejected(new Prompt([], new SamplingOptions()), "empty");
        AssertRejected(new Prompt(default, new SamplingOptions()), "empty");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50)]
    public void A_foreign_token_is_rejected(int id) =>
        AssertRejected(new Prompt([1, id], new SamplingOptions()), $"token 1 of the prompt has the id {id}: ids lie in [0, 50)");

    [Fact]
    public void A_prompt_that_fills_the_context_is_rejected() =>
        AssertRejected(Prompts.Greedy(Context), $"the prompt has {Context} tokens: with a context of {Context} tokens it may have {Context - 1}");

    [Fact]
    public void A_prompt_that_the_cache_can_never_hold_is_rejected() =>
        AssertRejected(Prompts.Greedy(32), "needs 3 cache blocks of 16 tokens with room for one generated token: the cache has 2", blocks: 2);

    [Fact]
    public void A_full_queue_is_no_fault_of_the_request()
    {
        EngineHarness engine = new(maxWaiting: 1);
        engine.Submit(Prompts.Greedy(1, 1));
        var second = engine.Submit(Prompts.Greedy(1, 1));
        Assert.Equal(FinishReason.Overloaded, engine[second].End);
        Assert.Contains("1 requests are waiting", engine[second].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_never_run_is_not_told_to_try_again()
    {
        EngineHarness engine = new(maxWaiting: 1);
        engine.Submit(Prompts.Greedy(1, 1));
        var second = engine.Submit(Prompts.Greedy(Context));
        Assert.Equal(FinishReason.Rejected, engine[second].End);
    }

    [Theory]
    [InlineData(64, 120)]
    [InlineData(2, 32)]
    public void A_sequence_ends_where_the_context_or_the_cache_does(int blocks, int end)
    {
        EngineHarness engine = new(blocks);
        Assert.Equal(end, engine.Scheduler.Limits.ContextLength);
        var sequence = engine.Submit(Prompts.Greedy(10));
        engine.RunToEnd();
        Assert.Equal(FinishReason.Length, engine[sequence].End);
        Assert.Equal(end - 10, engine[sequence].Draws.Count);
        Assert.Equal(new Usage(10, end - 10, 0), sequence.Usage);
    }

    [Fact]
    public void A_prompt_one_short_of_the_context_gets_one_token()
    {
        EngineHarness.Outcome outcome = EngineHarness.Alone(Prompts.Greedy(Context - 1, int.MaxValue));
        Assert.Equal(FinishReason.Length, outcome.End);
        Assert.Single(outcome.Draws);
    }

    [Fact]
    public void A_stop_token_is_reported_and_ends_the_sequence()
    {
        var free = EngineHarness.Alone(Prompts.Greedy(7, 20)).Tokens;
        int stop = free[4];
        var outcome = EngineHarness.Alone(Prompts.Of(7, new SamplingOptions { Temperature = 0, MaxTokens = 20, StopTokenIds = [stop] }));
        Assert.Equal(FinishReason.Stop, outcome.End);
        Assert.Equal(free[..(free.IndexOf(stop) + 1)], outcome.Tokens);
    }

    private static string AssertRejected(Prompt prompt, string message, int blocks = 64)
    {
        EngineHarness engine = new(blocks);
        var sequence = engine.Submit(prompt);
        Assert.Equal(FinishReason.Rejected, engine[sequence].End);
        Assert.Contains(message, engine[sequence].Error, StringComparison.Ordinal);
        Assert.True(engine.Scheduler.IsIdle);
        return engine[sequence].Error!;
    }
}
