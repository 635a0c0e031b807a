using System.Collections.Concurrent;

namespace Xinference.Kernels.Tests;

/// <summary>What the team promises when members stall with a chunk in their hands.</summary>
public sealed class ThreadTeamStallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_stalled_member_is_not_needed()
    {
        using var team = new ThreadTeam(2);
        using var release = new ManualResetEventSlim();
        int stalled = 0;
        var work = new Repeatable(16, (_, thread) =>
        {
            Thread.SpinWait(500);
            if (thread == 1 && Interlocked.Exchange(ref stalled, 1) == 0)
            {
                Assert.True(release.Wait(Patience), "a run waited for the stalled member");
            }
        });
        for (int roundsSince = 0; roundsSince < 50; roundsSince += Volatile.Read(ref stalled))
        {
            team.Run(work, work.Chunks);
            work.RequireEachCommittedOnce();
        }

        release.Set();
    }

    [Fact]
    public void A_stalled_caller_is_not_needed_until_the_end()
    {
        using var team = new ThreadTeam(2);
        for (int round = 0; round < 20; round++)
        {
            using var sequence = new StallingCaller();
            team.Run(sequence);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Chunks_are_committed_once_whoever_stalls(int threads)
    {
        using var team = new ThreadTeam(threads);
        var random = new Random(threads);
        int[] stalls = [.. Enumerable.Range(0, 997).Select(_ => random.Next(20) == 0 ? random.Next(20_000) : random.Next(50))];
        int call = 0;
        for (int round = 0; round < 300; round++)
        {
            var work = new Repeatable(2 + random.Next(40), (_, _) => Thread.SpinWait(stalls[Interlocked.Increment(ref call) % stalls.Length]));
            team.Run(work, work.Chunks);
            work.RequireEachCommittedOnce();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Sections_follow_one_another_whoever_stalls(int threads)
    {
        using var team = new ThreadTeam(threads);
        var random = new Random(threads);
        int[] stalls = [.. Enumerable.Range(0, 997).Select(_ => random.Next(30) == 0 ? random.Next(20_000) : random.Next(20))];
        for (int round = 0; round < 60; round++)
        {
            var chain = new Chain([.. Enumerable.Range(0, 40).Select(_ => random.Next(9))], stalls);
            team.Run(chain);
            chain.RequireWhole();
        }
    }

    [Fact]
    public void After_settling_nobody_computes()
    {
        using var team = new ThreadTeam(4);
        int computing = 0;
        int call = 0;
        for (int round = 0; round < 300; round++)
        {
            var work = new Repeatable(12, (_, _) =>
            {
                Interlocked.Increment(ref computing);
                Thread.SpinWait(Interlocked.Increment(ref call) % 7 == 0 ? 20_000 : 10);
                Interlocked.Decrement(ref computing);
            });
            team.Run(work, work.Chunks);
            team.Settle();
            Assert.Equal(0, Volatile.Read(ref computing));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_fault_ends_a_sequence_and_reaches_the_caller(int threads)
    {
        using var team = new ThreadTeam(threads);
        foreach (bool repeatable in (bool[])[false, true])
        {
            var faulty = new Faulty(faultAt: 3, repeatable);
            Assert.Equal("section 3", Assert.Throws<InvalidDataException>(() => team.Run(faulty)).Message);
            Assert.Equal(3, faulty.LastPrepared);
            team.Run(new Faulty(faultAt: -1, repeatable));
        }
    }

    [Fact]
    public void A_sequence_allocates_nothing()
    {
        using var team = new ThreadTeam(3);
        var chain = new Chain([1, 5, 0, 3, 1, 9], [1]);
        team.Run(chain);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            team.Run(chain);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Counts commits of each chunk, and checks that a commit is of what the member computed.</summary>
    private sealed class Repeatable(int chunks, Action<int, int> compute) : IRepeatableWork
    {
        private readonly int[] _commits = new int[chunks];
        private readonly ConcurrentDictionary<int, int> _computed = new();

        public int Chunks => chunks;

        public int Rounds { get; private set; }

        public bool IsRepeatable => true;

        public void Run(int chunk, int thread) => Assert.Fail("repeatable chunks are computed and committed");

        public void Compute(int chunk, int thread)
        {
            compute(chunk, thread);
            _computed[thread] = chunk;
        }

        public void Commit(int chunk, int thread)
        {
            Assert.Equal(chunk, _computed[thread]);
            Interlocked.Increment(ref _commits[chunk]);
        }

        public void RequireEachCommittedOnce()
        {
            Rounds++;
            Assert.All(_commits, count => Assert.Equal(Rounds, count));
        }
    }

    /// <summary>Each section adds what the one before has left to its chunks: a section begun too early or a chunk lost changes the sum.</summary>
    private sealed class Chain(int[] chunks, int[] stalls) : IWorkSequence, IRepeatableWork
    {
        private readonly long[] _aside = new long[64];
        private long _before;
        private long _sum;
        private int _section;
        private int _call;

        public int Sections => chunks.Length;

        public bool IsRepeatable => Volatile.Read(ref _section) % 2 == 0;

        public int Prepare(int section, out IParallelWork work)
        {
            _before = section == 0 ? 1 : (_sum % 1_000_003) + 1;
            _sum = 0;
            Volatile.Write(ref _section, section);
            work = this;
            return chunks[section];
        }

        public void Run(int chunk, int thread)
        {
            Compute(chunk, thread);
            Commit(chunk, thread);
        }

        public void Compute(int chunk, int thread)
        {
            long value = Volatile.Read(ref _before) * (chunk + 1);
            Thread.SpinWait(stalls[Interlocked.Increment(ref _call) % stalls.Length]);
            _aside[thread] = value;
        }

        public void Commit(int chunk, int thread) => Interlocked.Add(ref _sum, _aside[thread]);

        public void RequireWhole()
        {
            long before = 1, sum = 0;
            for (int section = 0; section < chunks.Length; section++)
            {
                before = section == 0 ? 1 : (sum % 1_000_003) + 1;
                sum = Enumerable.Range(1, chunks[section]).Sum(n => before * n);
            }

            Assert.Equal(sum, _sum);
        }
    }

    /// <summary>The caller holds its first chunk until the last section begins.</summary>
    private sealed class StallingCaller : IWorkSequence, IRepeatableWork, IDisposable
    {
        private readonly ManualResetEventSlim _last = new();
        private bool _stalled;

        public int Sections => 10;

        public bool IsRepeatable => true;

        public int Prepare(int section, out IParallelWork work)
        {
            if (section == Sections - 1)
            {
                _last.Set();
            }

            work = this;
            return 8;
        }

        public void Run(int chunk, int thread) => Assert.Fail("repeatable chunks are computed and committed");

        public void Compute(int chunk, int thread)
        {
            Thread.SpinWait(200);
            if (thread == 0 && !_stalled)
            {
                _stalled = true;
                Assert.True(_last.Wait(Patience), "the sections waited for the caller");
            }
        }

        public void Commit(int chunk, int thread)
        {
        }

        public void Dispose() => _last.Dispose();
    }

    private sealed class Faulty(int faultAt, bool repeatable) : IWorkSequence, IRepeatableWork
    {
        private int _section;

        public int Sections => 6;

        public int LastPrepared => _section;

        public bool IsRepeatable => repeatable;

        public int Prepare(int section, out IParallelWork work)
        {
            _section = section;
            work = this;
            return 8;
        }

        public void Run(int chunk, int thread) => Fail();

        public void Compute(int chunk, int thread) => Fail();

        public void Commit(int chunk, int thread)
        {
        }

        private void Fail()
        {
            if (_section == faultAt)
            {
                throw new InvalidDataException($"section {_section}");
            }
        }
    }
}
