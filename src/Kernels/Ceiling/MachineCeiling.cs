namespace Xinference.Kernels.Ceiling;

/// <summary>
/// What the machine can do at best with a number of threads, measured, so that a speed can be shown as a share of it (Williams et al. 2009,
/// the roofline model).
/// </summary>
/// <param name="Threads">Threads that were at work.</param>
/// <param name="ReadBandwidth">Bytes per second read from memory beyond the caches.</param>
/// <param name="IntegerPeak">8-bit multiplications and additions per second.</param>
/// <param name="FloatPeak">Float multiplications and additions per second.</param>
/// <param name="IntegerMethod">How <paramref name="IntegerPeak"/> was found: the instruction that was timed.</param>
public sealed record MachineCeiling(int Threads, double ReadBandwidth, double IntegerPeak, double FloatPeak, string IntegerMethod)
{
    /// <summary>Default size of the buffer that is read, larger than common last-level caches.</summary>
    public const long DefaultBufferBytes = 256L << 20;

    private const int Chunks = 64;

    /// <summary>Measures on a team; takes about a second and <paramref name="bufferBytes"/> of memory.</summary>
    /// <param name="team">The threads to measure with; nobody else may be using them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bufferBytes">Bytes to read, 1 MiB…16 GiB.</param>
    /// <param name="repetitions">Tries, of which the best counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static MachineCeiling Measure(ThreadTeam team, TimeProvider time, long bufferBytes = DefaultBufferBytes, int repetitions = 5)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 1L << 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bufferBytes, 16L << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        var watch = new BestOf(team, time, repetitions);
        using var read = new StreamingRead(bufferBytes, Chunks);
        double bandwidth = watch.Rate(read, Chunks, read.Bytes);
        double floats = watch.Rate(new FloatLoop(), Chunks, (double)Chunks * FloatLoop.Operations);
        using IntegerLoop integers = IntegerLoop.Create(CpuFeatures.Detect());
        return new(team.Threads, bandwidth, watch.Rate(integers, Chunks, Chunks * integers.Operations), floats, integers.Method);
    }

    /// <summary>Repeats a piece of work and keeps the best rate.</summary>
    private sealed class BestOf(ThreadTeam team, TimeProvider time, int repetitions)
    {
        public double Rate(IParallelWork work, int chunks, double amount)
        {
            team.Run(work, chunks); // warms up code and caches
            double best = 0;
            for (int i = 0; i < repetitions; i++)
            {
                long start = time.GetTimestamp();
                team.Run(work, chunks);
                double seconds = Math.Max(time.GetElapsedTime(start).TotalSeconds, 1e-9);
                best = Math.Max(best, amount / seconds);
            }

            return best;
        }
    }
}
