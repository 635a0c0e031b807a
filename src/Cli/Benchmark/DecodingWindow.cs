using System.Diagnostics;

namespace Xinference.Cli.Benchmark;

/// <summary>Counts the tokens of several sequences while all of them decode: from when the last has begun to when the first is done.</summary>
internal sealed class DecodingWindow(int sequences)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _begun = [];
    private int _tokens;
    private long _start;
    private long _last;
    private bool _closed;

    /// <summary>Tokens per second while all sequences decoded; null where that never was.</summary>
    public double? TokensPerSecond => _tokens == 0 ? null : Rate(_tokens, Stopwatch.GetElapsedTime(_start, _last));

    /// <summary>Per second; a time too short for the clock counts as one tick of it.</summary>
    public static double Rate(int tokens, TimeSpan time) => tokens / Math.Max(time.TotalSeconds, 1.0 / TimeSpan.TicksPerSecond);

    /// <summary>A token of a sequence came.</summary>
    public void Count(int sequence)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _last = Stopwatch.GetTimestamp();
            if (_begun.Add(sequence))
            {
                _start = _last;
                _tokens = 0;
            }
            else if (_begun.Count == sequences)
            {
                _tokens++;
            }
        }
    }

    /// <summary>A sequence is done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }
}
