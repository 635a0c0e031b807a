using Xinference.Compiler;

namespace Xinference.Loading.Profiling;

/// <summary>Notes when each call of a program ends, for several executions; allocated beforehand.</summary>
internal sealed class CallTimer(TimeProvider time, int calls, int rounds) : IProgramObserver
{
    private readonly double[] _seconds = new double[calls * rounds];
    private int _round = -1;
    private long _last;

    /// <summary>The next execution begins now.</summary>
    public void Begin()
    {
        _round++;
        _last = time.GetTimestamp();
    }

    public void Completed(int call)
    {
        long now = time.GetTimestamp();
        _seconds[(call * rounds) + _round] = time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
    }

    /// <summary>The median of a call's times; of an even number, the lower of the two in the middle.</summary>
    public double Median(int call)
    {
        double[] sorted = [.. _seconds.AsSpan(call * rounds, rounds)];
        Array.Sort(sorted);
        return sorted[(rounds - 1) / 2];
    }
}
