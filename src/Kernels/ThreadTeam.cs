using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Xinference.Kernels;

/// <summary>
/// Threads that live as long as the team and share out chunks of work. Chunks are drawn one by one; a chunk in the hands of a member that
/// lost its core is computed again by another where the work allows it (<see cref="IRepeatableWork"/>), and any member leads on to the next
/// section, so that a member that does not run is not needed. Handing out work takes no lock and allocates nothing.
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    // another member that has its core ends its chunk within the time of one's own
    private const double ChunksOfPatience = 1.5;
    private static readonly long LeastPatience = Stopwatch.Frequency / 200_000;
    private static readonly long MostPatience = Stopwatch.Frequency / 5_000;

    private readonly Doorbell _workReady;
    private readonly Doorbell _callerNeeded;
    private readonly WorkBoard _board;
    private readonly Thread[] _members;
    private int _running;
    private volatile bool _stopping;

    /// <summary>Starts the team; the caller of <see cref="Run(IParallelWork, int)"/> is one of its members.</summary>
    /// <param name="threads">Members, the caller included, 1…1024; 1 runs everything on the caller.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is out of range.</exception>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Threads = threads;
        bool coreForEach = threads <= Environment.ProcessorCount;
        _workReady = new(coreForEach);
        _callerNeeded = new(coreForEach);
        _board = new(threads, _workReady, _callerNeeded);
        _members = new Thread[threads - 1];
        for (int i = 0; i < _members.Length; i++)
        {
            int index = i + 1;
            _members[i] = new Thread(() => Serve(index)) { IsBackground = true, Name = $"kernels {index}" };
            _members[i].UnsafeStart();
        }
    }

    /// <summary>Upper bound of <see cref="Threads"/>.</summary>
    public const int MaxThreads = 1024;

    /// <summary>Most chunks of a section.</summary>
    public const int MaxChunks = TicketBox.MostTickets;

    /// <summary>As many threads as cores that this process may use; a container's CPU limit counts.</summary>
    public static int DefaultThreads => Math.Min(Environment.ProcessorCount, MaxThreads);

    /// <summary>Members, the caller included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs chunks <c>0…chunks-1</c> and returns when all have run. One caller at a time. Should a chunk throw, chunks not yet begun are
    /// left out, and the first exception is rethrown here once all that had begun have ended; the team stays usable.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunks"/> is negative or more than <see cref="MaxChunks"/>.</exception>
    /// <exception cref="InvalidOperationException">Another call is running, on another thread or around this one.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    public void Run(IParallelWork work, int chunks)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunks, MaxChunks);
        Enter();
        try
        {
            if (Threads == 1 || chunks <= 1)
            {
                RunAlone(work, chunks);
                return;
            }

            _board.Begin(work, chunks);
            Finish();
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Runs sections one after the other and returns when all have run; the rest as for the run of one section.</summary>
    /// <exception cref="InvalidOperationException">Another call is running, on another thread or around this one.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    public void Run(IWorkSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        Enter();
        try
        {
            if (Threads == 1)
            {
                for (int section = 0; section < sequence.Sections; section++)
                {
                    int chunks = sequence.Prepare(section, out IParallelWork work);
                    RunAlone(work, chunks);
                }

                return;
            }

            _board.Begin(sequence);
            Finish();
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>
    /// Waits until no member computes what another has already computed in its place. After it, memory that
    /// <see cref="IRepeatableWork.Compute"/> reads may be freed. Not to be called from a chunk.
    /// </summary>
    /// <exception cref="InvalidOperationException">Work is running.</exception>
    public void Settle()
    {
        if (_stopping)
        {
            return;
        }

        Enter();
        _board.Settle();
        Volatile.Write(ref _running, 0);
    }

    /// <summary>Ends the threads and waits for them. Not to be called from a chunk or during a run.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _workReady.Ring();
        foreach (Thread member in _members)
        {
            member.Join();
        }

        _workReady.Dispose();
        _callerNeeded.Dispose();
    }

    private static void RunAlone(IParallelWork work, int chunks)
    {
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            work.Run(chunk, 0);
        }
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException(
                "the thread team is already running work: one caller at a time, and chunks may not start work");
        }
    }

    private void Finish()
    {
        _board.RunAll(0);
        while (!_board.IsFinished)
        {
            Await(0, _callerNeeded, static team => team._board.IsFinished || team._board.HasChunks);
            _board.RunAll(0);
        }

        if (_board.End() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Serve(int thread)
    {
        while (!_stopping)
        {
            Await(thread, _workReady, static team => team._stopping || team._board.HasChunks);
            _board.RunAll(thread);
        }
    }

    private void Await(int thread, Doorbell bell, Func<ThreadTeam, bool> condition)
    {
        while (_board.IsRepeatable)
        {
            long patience = Math.Clamp((long)(_board.LastChunkTicks(thread) * ChunksOfPatience), LeastPatience, MostPatience);
            if (Doorbell.SpinFor(patience, this, condition))
            {
                return;
            }

            if (!_board.TryRepeat(thread))
            {
                break;
            }
        }

        bell.Wait(this, condition);
    }
}
