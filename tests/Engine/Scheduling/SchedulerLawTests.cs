using CsCheck;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Scheduling;

/// <summary>Random programs of submit, cancel and step: <see cref="EngineHarness"/> checks the laws after every move.</summary>
public sealed class SchedulerLawTests
{
    private static readonly Gen<(int Kind, int Pick, Prompt Prompt)[]> Programs =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1000], Prompts.Any).Array[1, 60];

    private static readonly Gen<(int Blocks, int Budget, int Sequences, int Waiting)> Sizes =
        Gen.Select(Gen.Int[1, 24], Gen.Int[1, 40], Gen.Int[1, 6], Gen.Int[1, 10]);

    [Fact]
    public void Every_program_keeps_the_laws_and_ends_every_request_once() =>
        Gen.Select(Sizes, Programs).Sample((sizes, program) =>
        {
            EngineHarness engine = new(sizes.Blocks, sizes.Budget, sizes.Sequences, sizes.Waiting);
            foreach ((int kind, int pick, Prompt prompt) in program)
            {
                Move(engine, kind, pick, prompt);
            }

            engine.RunToEnd();
            Assert.All(engine.Submitted, sequence => Assert.NotNull(engine[sequence].End));
            Assert.Equal(engine.Pool.Total, engine.Pool.Free);
        }, iter: 300);

    [Fact]
    public void Requests_of_one_length_finish_in_the_order_of_arrival() =>
        Gen.Select(Sizes, Gen.Int[1, 20], Gen.Int[1, 30], Gen.Int[2, 10]).Sample((sizes, length, maxTokens, count) =>
        {
            EngineHarness engine = new(sizes.Blocks, sizes.Budget, sizes.Sequences, count);
            List<Sequence> finished = [];
            for (int i = 0; i < count; i++)
            {
                engine.Submit(Prompts.Greedy(length, maxTokens));
            }

            Note();

            while (!engine.Scheduler.IsIdle)
            {
                engine.Step();
                Note();
            }

            Assert.Equal(engine.Submitted, finished);

            void Note() => finished.AddRange(engine.Submitted.Where(s => s.IsFinished && !finished.Contains(s)));
        }, iter: 200);

    [Fact]
    public void Decoding_goes_on_while_a_long_prompt_is_read()
    {
        EngineHarness engine = new(maxBatchTokens: 8);
        Sequence first = engine.Submit(Prompts.Greedy(4, 50));
        engine.Step();
        Sequence second = engine.Submit(Prompts.Greedy(70, 5));
        for (int step = 1; step <= 10; step++)
        {
            engine.Step();
            Assert.Equal(1 + step, engine[first].Draws.Count);
            Assert.Equal(7 * step, second.ComputedTokens);
        }

        Assert.Single(engine[second].Draws);
    }

    [Fact]
    public void The_youngest_is_preempted_and_comes_back_first()
    {
        EngineHarness engine = new(blocks: 6);
        Sequence[] sequences = [.. Enumerable.Range(0, 3).Select(_ => engine.Submit(Prompts.Greedy(14, 60)))];
        while (engine.Scheduler.Preemptions == 0)
        {
            engine.Step();
        }

        Assert.Equal(0, sequences[2].ComputedTokens);
        Assert.True(sequences[0].ComputedTokens > 0);
        engine.RunToEnd();
        Assert.All(sequences, sequence => Assert.Equal(60, engine[sequence].Draws.Count));
    }

    [Fact]
    public void A_failed_step_ends_its_own_requests_and_no_others()
    {
        EngineHarness engine = new(maxSequences: 2);
        Sequence[] sequences = [.. Enumerable.Range(0, 3).Select(_ => engine.Submit(Prompts.Greedy(5, 5)))];
        engine.Scheduler.Fail(engine.Scheduler.Plan(), "broken");
        engine.RunToEnd();
        Assert.Equal([FinishReason.Failed, FinishReason.Failed, FinishReason.Length], sequences.Select(s => engine[s].End!.Value));
        Assert.Equal("broken", engine[sequences[0]].Error);
    }

    private static void Move(EngineHarness engine, int kind, int pick, Prompt prompt)
    {
        switch (kind)
        {
            case 0 or 1:
                engine.Submit(prompt);
                break;
            case 2 when engine.Submitted.Count > 0:
                engine.Cancel(engine.Submitted[pick % engine.Submitted.Count]);
                break;
            default:
                engine.Step();
                break;
        }
    }
}
