using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Xinference.Kernels;

/// <summary>
/// The sections of one run, and the section that is on: its chunks are handed out, run, and counted. Whoever ends the last chunk of a section
/// makes the next one ready, so that no member in particular is needed, the caller of the run included. No locks, no allocation.
/// </summary>
/// <param name="threads">Members.</param>
/// <param name="workReady">Rung for members that wait for chunks.</param>
/// <param name="callerNeeded">Rung for the caller of a run, who waits for chunks or for the end.</param>
internal sealed class WorkBoard(int threads, Doorbell workReady, Doorbell callerNeeded)
{
    // sections with more chunks are not repeated
    private const int LedgerChunksPerThread = 64;
    private const int LeastLedgerChunks = 1024;

    private readonly TicketBox _tickets = new();
    private readonly ChunkLedger _ledger = new(Math.Max(LeastLedgerChunks, threads * LedgerChunksPerThread));
    private readonly MemberSlot[] _slots = new MemberSlot[threads];
    private IWorkSequence? _sequence;
    private int _section;
    private IParallelWork? _work;
    private IRepeatableWork? _repeatable;
    private int _chunks;
    private int _unfinished;
    private Exception? _failure;
    private bool _finished = true;

    /// <summary>Whether there are chunks that nobody has taken.</summary>
    public bool HasChunks => _tickets.Any;

    /// <summary>Whether all sections have ended.</summary>
    public bool IsFinished => Volatile.Read(ref _finished);

    /// <summary>Whether chunks of the section that is on may be computed twice.</summary>
    public bool IsRepeatable => Volatile.Read(ref _repeatable) is not null;

    /// <summary>How long the member's last chunk took, in ticks of <see cref="Stopwatch"/>.</summary>
    public long LastChunkTicks(int thread) => _slots[thread].ChunkTicks;

    /// <summary>Puts up a sequence; the board must be finished.</summary>
    public void Begin(IWorkSequence sequence)
    {
        _sequence = sequence;
        _section = 0;
        Volatile.Write(ref _finished, false);
        Advance(0);
    }

    /// <summary>Puts up one section of two chunks or more; the board must be finished.</summary>
    public void Begin(IParallelWork work, int chunks)
    {
        _sequence = null;
        Volatile.Write(ref _finished, false);
        Open(work, chunks);
    }

    /// <summary>Takes the finished work down.</summary>
    /// <returns>What the first chunk that failed has thrown.</returns>
    public Exception? End()
    {
        _sequence = null;
        _work = null;
        return Interlocked.Exchange(ref _failure, null);
    }

    /// <summary>Takes chunks and runs them until none are left.</summary>
    public void RunAll(int thread)
    {
        while (_tickets.TryDraw(out long round, out int left))
        {
            Hold(thread);
            // read before the round is looked at again: while it is on, they belong to it
            IParallelWork? work = Volatile.Read(ref _work);
            IRepeatableWork? repeatable = Volatile.Read(ref _repeatable);
            int chunk = Volatile.Read(ref _chunks) - left;
            if (_tickets.Round == round)
            {
                long start = Stopwatch.GetTimestamp();
                Run(work!, repeatable, chunk, round, thread);
                _slots[thread].ChunkTicks = Stopwatch.GetTimestamp() - start;
            }

            LetGo(thread);
        }
    }

    /// <summary>Computes one chunk that another member has taken and not brought back.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryRepeat(int thread)
    {
        Hold(thread);
        long round = _tickets.Round;
        IRepeatableWork? work = Volatile.Read(ref _repeatable);
        int chunks = Volatile.Read(ref _chunks);
        bool found = false;
        for (int i = 0; i < chunks && !found && work is not null && TicketBox.IsOpen(round) && _tickets.Round == round; i++)
        {
            int chunk = (i + thread) % chunks;
            if (_ledger.IsOpen(chunk, round))
            {
                found = true;
                Run(work, work, chunk, round, thread);
            }
        }

        LetGo(thread);
        return found;
    }

    /// <summary>Waits until no member computes what was taken from an earlier section; the board must be finished.</summary>
    public void Settle()
    {
        Interlocked.MemoryBarrier();
        for (int thread = 0; thread < _slots.Length; thread++)
        {
            var wait = default(SpinWait);
            while (Volatile.Read(ref _slots[thread].Holds) != 0)
            {
                wait.SpinOnce();
            }
        }
    }

    /// <summary>Before the round is looked at, with a fence between: <see cref="Settle"/> sees it, or the member sees that the round is over.</summary>
    private void Hold(int thread) => Interlocked.Exchange(ref _slots[thread].Holds, 1);

    private void LetGo(int thread) => Volatile.Write(ref _slots[thread].Holds, 0);

    private void Run(IParallelWork work, IRepeatableWork? repeatable, int chunk, long round, int thread)
    {
        Exception? failure = Volatile.Read(ref _failure);
        if (failure is null)
        {
            failure = repeatable is null ? Try(work, chunk, thread) : TryCompute(repeatable, chunk, thread);
        }

        if (repeatable is not null && !_ledger.TryClaim(chunk, round))
        {
            return; // another was done first, perhaps long ago
        }

        failure ??= repeatable is null ? null : TryCommit(repeatable, chunk, thread);
        if (failure is not null)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }

        if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            Advance(thread);
        }
    }

    /// <summary>Makes the next section ready that is worth sharing out, and runs those before it; the section that was on has ended.</summary>
    private void Advance(int thread)
    {
        Close();
        while (_sequence is { } sequence && _section < sequence.Sections && _failure is null)
        {
            (int chunks, IParallelWork? work) = Prepare(sequence, _section++);
            if (chunks > 1)
            {
                Open(work!, chunks);
                return;
            }

            if (chunks == 1)
            {
                _failure = Try(work!, 0, thread);
            }
        }

        Volatile.Write(ref _finished, true);
        callerNeeded.Ring();
    }

    private void Close()
    {
        if (TicketBox.IsOpen(_tickets.Round))
        {
            _tickets.Close();
        }

        Volatile.Write(ref _repeatable, null);
    }

    private void Open(IParallelWork work, int chunks)
    {
        Volatile.Write(ref _work, work);
        Volatile.Write(ref _repeatable, work is IRepeatableWork { IsRepeatable: true } again && chunks <= _ledger.Chunks ? again : null);
        Volatile.Write(ref _chunks, chunks);
        Volatile.Write(ref _unfinished, chunks);
        _tickets.Fill(chunks);
        workReady.Ring();
        callerNeeded.Ring();
    }

#pragma warning disable CA1031 // whatever work throws is carried to the caller of the run
    private (int Chunks, IParallelWork? Work) Prepare(IWorkSequence sequence, int section)
    {
        try
        {
            int chunks = sequence.Prepare(section, out IParallelWork work);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(chunks, TicketBox.MostTickets);
            return (chunks, work);
        }
        catch (Exception failure)
        {
            _failure = failure;
            return default;
        }
    }

    private static Exception? Try(IParallelWork work, int chunk, int thread)
    {
        try
        {
            work.Run(chunk, thread);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static Exception? TryCompute(IRepeatableWork work, int chunk, int thread)
    {
        try
        {
            work.Compute(chunk, thread);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static Exception? TryCommit(IRepeatableWork work, int chunk, int thread)
    {
        try
        {
            work.Commit(chunk, thread);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
#pragma warning restore CA1031

    /// <summary>What a member alone writes, on cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct MemberSlot
    {
        [FieldOffset(0)]
        public int Holds;

        [FieldOffset(8)]
        public long ChunkTicks;
    }
}
