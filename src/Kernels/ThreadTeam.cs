using System.Runtime.ExceptionServices;

namespace Xinference.Kernels;

/// <summary>
/// Threads that live as long as the team and share out chunks of work. Chunks are drawn one by one, so that a member that lost its core
/// holds up nobody but the chunk in its hands. Handing out work takes no lock and allocates nothing.
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    private readonly TicketBox _tickets = new();
    private readonly Doorbell _workReady;
    private readonly Doorbell _workDone;
    private readonly Thread[] _members;
    private IParallelWork? _work;
    private Exception? _failure;
    private int _chunks;
    private int _unfinished;
    private int _running;
    private volatile bool _stopping;

    /// <summary>Starts the team; the caller of <see cref="Run"/> is one of its members.</summary>
    /// <param name="threads">Members, the caller included, 1…1024; 1 runs everything on the caller.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is out of range.</exception>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Threads = threads;
        bool coreForEach = threads <= Environment.ProcessorCount;
        _workReady = new(coreForEach);
        _workDone = new(coreForEach);
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

    /// <summary>As many threads as cores that this process may use; a container's CPU limit counts.</summary>
    public static int DefaultThreads => Math.Min(Environment.ProcessorCount, MaxThreads);

    /// <summary>Members, the caller included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs chunks <c>0…chunks-1</c> and returns when all have run. One caller at a time. Should a chunk throw, chunks not yet begun are
    /// left out, and the first exception is rethrown here once every member has let go; the team stays usable.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another call is running, on another thread or around this one.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    public void Run(IParallelWork work, int chunks)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException(
                "the thread team is already running work: one caller at a time, and chunks may not start work");
        }

        try
        {
            RunAlone(work, chunks);
        }
        finally
        {
            _work = null;
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Ends the threads and waits for them. Not to be called from a chunk or during <see cref="Run"/>.</summary>
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
        _workDone.Dispose();
    }

    private void RunAlone(IParallelWork work, int chunks)
    {
        if (Threads == 1 || chunks <= 1)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                work.Run(chunk, 0);
            }

            return;
        }

        _work = work;
        _chunks = chunks;
        _unfinished = chunks;
        _tickets.Fill(chunks);
        _workReady.Ring();
        DrawAll(0);
        _workDone.Wait(this, static team => Volatile.Read(ref team._unfinished) == 0);
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Serve(int thread)
    {
        while (!_stopping)
        {
            _workReady.Wait(this, static team => team._stopping || team._tickets.Any);
            DrawAll(thread);
        }
    }

    private void DrawAll(int thread)
    {
        // a drawn ticket keeps its Run from ending, so _work and _chunks belong to it
        while (_tickets.TryDraw(out int left))
        {
            RunChunk(_chunks - left, thread);
            if (Interlocked.Decrement(ref _unfinished) == 0)
            {
                _workDone.Ring();
            }
        }
    }

    private void RunChunk(int chunk, int thread)
    {
        if (Volatile.Read(ref _failure) is not null)
        {
            return;
        }

        try
        {
            _work!.Run(chunk, thread);
        }
#pragma warning disable CA1031 // whatever a chunk throws is carried to the caller of Run
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }
}
