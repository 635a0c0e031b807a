using System.Collections.Concurrent;

namespace Xinference.Kernels.Tests;

public sealed class ThreadTeamTests
{
    public static TheoryData<int> Sizes => new(1, 2, 3, 16);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_chunk_runs_once_by_a_member(int threads)
    {
        using var team = new ThreadTeam(threads);
        foreach (int chunks in (int[])[0, 1, 2, 7, 1000])
        {
            int[] runs = new int[chunks];
            team.Run(
                new Work((chunk, thread) =>
                {
                    Assert.InRange(thread, 0, threads - 1);
                    Interlocked.Increment(ref runs[chunk]);
                }),
                chunks);
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_thread_index_is_used_by_one_chunk_at_a_time()
    {
        using var team = new ThreadTeam(4);
        int[] busy = new int[4];
        var work = new Work((_, thread) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref busy[thread]));
            Thread.SpinWait(50);
            Interlocked.Decrement(ref busy[thread]);
        });
        for (int i = 0; i < 200; i++)
        {
            team.Run(work, 13);
        }
    }

    [Fact]
    public void Rounds_do_not_mix()
    {
        using var team = new ThreadTeam(4);
        for (int round = 0; round < 20_000; round++)
        {
            int sum = 0;
            team.Run(new Work((chunk, _) => Interlocked.Add(ref sum, chunk + 1)), 3);
            Assert.Equal(6, sum);
        }
    }

    [Fact]
    public void A_member_held_up_holds_up_only_its_chunk()
    {
        using var team = new ThreadTeam(2);
        using var othersDone = new CountdownEvent(9);
        team.Run(
            new Work((chunk, _) =>
            {
                if (chunk == 0)
                {
                    Assert.True(othersDone.Wait(TimeSpan.FromSeconds(30)), "the other chunks waited for the first");
                }
                else
                {
                    othersDone.Signal();
                }
            }),
            10);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_first_fault_reaches_the_caller_and_the_team_stays_usable(int threads)
    {
        using var team = new ThreadTeam(threads);
        var faulty = new Work((chunk, _) => throw new InvalidDataException($"chunk {chunk}"));
        Assert.StartsWith("chunk ", Assert.Throws<InvalidDataException>(() => team.Run(faulty, 9)).Message, StringComparison.Ordinal);
        var seen = new ConcurrentBag<int>();
        team.Run(new Work((chunk, _) => seen.Add(chunk)), 9);
        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public void Work_cannot_be_started_from_a_chunk()
    {
        using var team = new ThreadTeam(2);
        var inner = new Work((_, _) => { });
        Assert.Throws<InvalidOperationException>(() => team.Run(new Work((_, _) => team.Run(inner, 2)), 2));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Running_allocates_nothing(int threads)
    {
        using var team = new ThreadTeam(threads);
        var work = new Work((_, _) => { });
        team.Run(work, 32);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            team.Run(work, 32);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Members_are_gone_after_disposal()
    {
        var team = new ThreadTeam(3);
        var members = new ConcurrentDictionary<Thread, bool>();
        using var all = new Barrier(3);
        team.Run(
            new Work((_, _) =>
            {
                members[Thread.CurrentThread] = true;
                all.SignalAndWait(TimeSpan.FromSeconds(30));
            }),
            3);
        team.Dispose();
        Assert.Equal(3, members.Count);
        Assert.All(members.Keys, thread => Assert.Equal(thread == Thread.CurrentThread, thread.IsAlive));
        Assert.Throws<ObjectDisposedException>(() => team.Run(new Work((_, _) => { }), 1));
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(ThreadTeam.MaxThreads + 1));
        Assert.InRange(ThreadTeam.DefaultThreads, 1, ThreadTeam.MaxThreads);
    }

    private sealed class Work(Action<int, int> run) : IParallelWork
    {
        public void Run(int chunk, int thread) => run(chunk, thread);
    }
}
