using CsCheck;
using Xinference.Compiler.Steps;
using Xinference.Kernels;

namespace Xinference.Compiler.Tests;

public sealed class AttendPlanTests
{
    private const int Stretch = 512;
    private static readonly ProgramLimits Limits = new(MaxTokens: 200, MaxSequences: 4, ContextLength: 8192, VocabularySize: 0);

    [Fact]
    public void Every_token_head_and_stretch_is_worked_once() =>
        Gen.Select(Gen.Select(Gen.Int[1, 50], Gen.Int[0, 8000]).Array[1, 4], Gen.Int[1, 4], Gen.Int[1, 40], Gen.Bool.Select(seen => seen ? 700 : 0)).Sample(
            (slices, threads, group, window) =>
            {
                var shape = new AttentionShape(2 * group, 2, 16, 1, window);
                var plan = new AttendPlan(Limits, shape, Stretch, threads);
                StepBatch batch = Batch(slices);
                int chunks = plan.Fill(batch);
                var rows = new HashSet<(int Token, int Head, int Stretch)>();
                var partials = new HashSet<long>();
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    Visit(plan, batch, shape, chunk, rows, partials);
                }

                Assert.Equal(Expected(batch, shape), rows.Count);
                Assert.All(partials, row => Assert.InRange(row, 0, plan.PartialRows - 1));
            },
            iter: 300);

    [Fact]
    public void One_long_sequence_keeps_several_threads_busy()
    {
        var shape = new AttentionShape(32, 4, 64, 1);
        Assert.Equal(4, new AttendPlan(Limits, shape, Stretch, threads: 1).Fill(Batch((1, 8191))));
        Assert.Equal(4 * 16, new AttendPlan(Limits, shape, Stretch, threads: 2).Fill(Batch((1, 8191))));
        Assert.Equal(4, new AttendPlan(Limits, shape, Stretch, threads: 2).Fill(Batch((1, 511))));
    }

    private static StepBatch Batch(params (int Tokens, int Start)[] slices)
    {
        var batch = new StepBatch(Limits.MaxTokens, Limits.MaxSequences, 1);
        foreach ((int tokens, int start) in slices)
        {
            batch.Add(new int[tokens], start, [0], wantsLogits: false);
        }

        return batch;
    }

    private static void Visit(
        AttendPlan plan, StepBatch batch, AttentionShape shape, int chunk, HashSet<(int Token, int Head, int Stretch)> rows, HashSet<long> partials)
    {
        AttendBlock block = plan.Find(chunk, out int index);
        int local = chunk - block.FirstChunk;
        (int head, int first) = block.Split ? Math.DivRem(local, block.Stretches) : (local, 0);
        Assert.Equal(batch.Sequences[block.Token], batch.Sequences[block.Token + block.Tokens - 1]);
        for (int stretch = first; stretch < (block.Split ? first + 1 : block.Stretches); stretch++)
        {
            for (int token = block.Token; token < block.Token + block.Tokens; token++)
            {
                Assert.True(rows.Add((token, head, block.FirstStretch + stretch)), $"token {token} twice");
            }
        }

        long size = (long)block.Tokens * shape.Group;
        for (long row = 0; block.Split && row < size; row++)
        {
            Assert.True(partials.Add(block.Partials + (((head * block.Stretches) + first) * size) + row), "partial sums overlap");
        }

        Assert.Equal(block.Split && first == block.Stretches - 1, block.Split && plan.Finish(index, head));
    }

    /// <summary>A block walks the stretches that any of its tokens sees.</summary>
    private static int Expected(StepBatch batch, AttentionShape shape)
    {
        int count = 0;
        int tokens = Math.Max(1, 32 / shape.Group);
        for (int first = 0; first < batch.TokenCount;)
        {
            int end = first + 1;
            while (end < batch.TokenCount && end - first < tokens && batch.Sequences[end] == batch.Sequences[first])
            {
                end++;
            }

            int stretches = (batch.Positions[end - 1] / Stretch) - (shape.FirstPosition(batch.Positions[first]) / Stretch) + 1;
            count += (end - first) * stretches * shape.KvHeads;
            first = end;
        }

        return count;
    }
}
