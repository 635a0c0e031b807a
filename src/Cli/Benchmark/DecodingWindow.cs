using System.Diagnostics;

namespace Xinference.Cli.Benchmark;

/// <summary>Counts the tokens of several sequences from the moment all of them have begun to decode.</summary>
internal sealed class DecodingWindow(int sequences)
{
    private int _tokens;
    private long _start;
    private long _last;

    /// <summary>Tokens per second between the first token of the last sequence to begin and the last token of all.</summary>
    public double TokensPerSecond => (_tokens - sequences) / Stopwatch.GetElapsedTime(_start, _last).TotalSeconds;

    /// <summary>A token came.</summary>
    public void Count()
    {
        long now = Stopwatch.GetTimestamp();
        if (Interlocked.Increment(ref _tokens) == sequences)
        {
            Volatile.Write(ref _start, now);
        }

        Volatile.Write(ref _last, now);
    }
}
