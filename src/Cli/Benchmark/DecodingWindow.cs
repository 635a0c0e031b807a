using System.Diagnostics;

namespace Xinference.Cli.Benchmark;

/// <summary>Counts the tokens of several sequences from the moment all of them have begun to decode.</summary>
internal sealed class DecodingWindow(int sequences)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _begun = [];
    private int _tokens;
    private long _start;
    private long _last;

    /// <summary>Tokens per second between the first token of the last sequence to begin and the last token of all.</summary>
    public double TokensPerSecond => Rate(_tokens, Stopwatch.GetElapsedTime(_start, _last));

    /// <summary>Per second; a time too short for the clock counts as one tick of it.</summary>
    public static double Rate(int tokens, TimeSpan time) => tokens / Math.Max(time.TotalSeconds, 1.0 / TimeSpan.TicksPerSecond);

    /// <summary>A token of a sequence came.</summary>
    public void Count(int sequence)
    {
        lock (_gate)
        {
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
}
