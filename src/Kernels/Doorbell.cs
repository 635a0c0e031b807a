using System.Diagnostics;

namespace Xinference.Kernels;

/// <summary>
/// Waiting for a condition that another thread makes true and then rings for: spin first, then park. The spin gets shorter whenever it
/// was in vain (somebody else has the core, or nothing is going on) and longer whenever it paid.
/// </summary>
internal sealed class Doorbell(bool coreForEach) : IDisposable
{
    private const int LeastSpins = 16;
    private const int MostSpins = 4096;
    private const int SpinsBetweenYields = 256;
    private const int SpinsBetweenLooks = 2;
    private readonly SemaphoreSlim _wake = new(0);
    private int _spins = coreForEach ? MostSpins : LeastSpins;
    private int _parked;

    /// <summary>Wakes all who are parked. Call after the condition was made true by an interlocked write.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _parked) == 0)
        {
            return;
        }

        int parked = Interlocked.Exchange(ref _parked, 0);
        if (parked > 0)
        {
            _wake.Release(parked);
        }
    }

    /// <summary>Returns once the condition holds.</summary>
    public void Wait<T>(T state, Func<T, bool> condition)
    {
        while (!Spin(state, condition))
        {
            Park(state, condition);
        }
    }

    /// <summary>Spins for a number of ticks of <see cref="Stopwatch"/>; whether the condition holds. Time decides who works, never what comes out.</summary>
    public static bool SpinFor<T>(long ticks, T state, Func<T, bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            if (condition(state))
            {
                return true;
            }

            Thread.SpinWait(SpinsBetweenLooks);
        }
        while (Stopwatch.GetTimestamp() - start < ticks);
        return false;
    }

    /// <summary>Frees the semaphore.</summary>
    public void Dispose() => _wake.Dispose();

    private bool Spin<T>(T state, Func<T, bool> condition)
    {
        int limit = Volatile.Read(ref _spins);
        for (int i = 0; i < limit; i++)
        {
            if (condition(state))
            {
                Adapt(i > 0 ? limit * 2 : limit);
                return true;
            }

            if (i % SpinsBetweenYields == SpinsBetweenYields - 1)
            {
                Thread.Yield();
            }
            else
            {
                Thread.SpinWait(1);
            }
        }

        Adapt(limit / 2);
        return false;
    }

    private void Adapt(int spins)
    {
        int most = coreForEach ? MostSpins : LeastSpins;
        int next = Math.Clamp(spins, LeastSpins, most);
        if (next != _spins)
        {
            Volatile.Write(ref _spins, next);
        }
    }

    private void Park<T>(T state, Func<T, bool> condition)
    {
        Interlocked.Increment(ref _parked);
        if (condition(state) && TryLeave())
        {
            return;
        }

        _wake.Wait();
    }

    /// <summary>Takes one's place back; false when a ring has already counted it and a wake-up is on its way.</summary>
    private bool TryLeave()
    {
        int parked = Volatile.Read(ref _parked);
        while (parked > 0)
        {
            int before = Interlocked.CompareExchange(ref _parked, parked - 1, parked);
            if (before == parked)
            {
                return true;
            }

            parked = before;
        }

        return false;
    }
}
