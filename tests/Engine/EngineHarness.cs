using System.Collections.Immutable;
using Xinference.Engine.Execution;
using Xinference.Engine.KvCache;
using Xinference.Engine.Sampling;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests;

/// <summary>A scheduler over a null device, stepped by hand; it checks the laws of the state after every move.</summary>
internal sealed class EngineHarness
{
    public static readonly ModelLimits Model = new(VocabularySize: 50, ContextLength: 120);

    private readonly StepRunner _runner;
    private readonly Dictionary<Sequence, Outcome> _outcomes = [];

    public EngineHarness(int blocks = 64, int maxBatchTokens = 64, int maxSequences = 8, int maxWaiting = 100)
    {
        Pool = new BlockPool(blocks);
        Scheduler = new Scheduler(new SchedulerOptions(Model, maxBatchTokens, maxSequences, maxWaiting), Pool);
        _runner = new StepRunner(new NullDevice(Model, blocks, maxBatchTokens, maxSequences));
    }

    public BlockPool Pool { get; }

    public Scheduler Scheduler { get; }

    /// <summary>All that were submitted, in order.</summary>
    public List<Sequence> Submitted { get; } = [];

    public Outcome this[Sequence sequence] => _outcomes[sequence];

    public Sequence Submit(Prompt prompt)
    {
        Sequence sequence = Scheduler.Submit(prompt, prompt.Sampling.Seed ?? 0);
        Submitted.Add(sequence);
        _outcomes.Add(sequence, new Outcome());
        Collect();
        return sequence;
    }

    public void Cancel(Sequence sequence)
    {
        Scheduler.Cancel(sequence);
        Collect();
        Assert.Equal(0, sequence.BlockTable.Count);
    }

    public void Step()
    {
        StepPlan plan = Scheduler.Plan();
        Laws.HoldForPlan(plan, this);
        if (!plan.IsEmpty)
        {
            Scheduler.Commit(plan, _runner.Run(plan));
        }

        Collect();
    }

    public void RunToEnd()
    {
        int waiting = 0;
        while (!Scheduler.IsIdle)
        {
            Step();
            Assert.True(++waiting < 100_000, "the scheduler makes no progress");
        }
    }

    public static Outcome Alone(Prompt prompt)
    {
        EngineHarness harness = new();
        Sequence sequence = harness.Submit(prompt);
        harness.RunToEnd();
        return harness[sequence];
    }

    private void Collect()
    {
        foreach (SequenceOutput output in Scheduler.Outputs)
        {
            _outcomes[output.Sequence].Add(output);
        }

        Scheduler.ClearOutputs();
        Laws.HoldForState(this);
    }

    /// <summary>What a sequence gave.</summary>
    internal sealed class Outcome
    {
        public List<Draw> Draws { get; } = [];

        public ImmutableArray<int> Tokens => [.. Draws.Select(draw => draw.TokenId)];

        public FinishReason? End { get; private set; }

        public string? Error { get; private set; }

        public void Add(SequenceOutput output)
        {
            Assert.True(End is null, $"INV-4: an event after the end ({End})");
            if (output.Token is { } draw)
            {
                Draws.Add(draw);
            }

            End = output.End;
            Error = output.Error;
        }

        public void AssertSame(Outcome other)
        {
            Assert.Equal(other.Tokens, Tokens);
            Assert.Equal(other.End, End);
            foreach ((Draw expected, Draw actual) in other.Draws.Zip(Draws))
            {
                Assert.Equal(BitConverter.SingleToInt32Bits(expected.LogProbability), BitConverter.SingleToInt32Bits(actual.LogProbability));
                Assert.Equal(expected.Top, actual.Top);
            }
        }
    }
}
