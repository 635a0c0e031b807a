namespace Xinference.Peers.Cases;

/// <summary>How long cases take, roughly, on two cores of a server with AVX2: for the line that announces a run.</summary>
public static class Estimate
{
    private const double StartSeconds = 2.5;
    private const double LoadBytesPerSecond = 1e9;
    private const double ReadBytesPerSecond = 15e9;
    private const double OperationsPerSecond = 140e9;
    private const long EmbeddedParameters = 4_000_000;

    /// <summary>All runs of a case.</summary>
    public static TimeSpan Of(BenchCase one)
    {
        long parameters = one.Model?.Parameters ?? EmbeddedParameters;
        long bytes = one.Model?.Bytes ?? (EmbeddedParameters * sizeof(float));
        (int read, int steps) = one.Workload.Amount;
        double run = StartSeconds
            + (bytes / LoadBytesPerSecond)
            + (2.0 * parameters * read / OperationsPerSecond)
            + (steps * bytes / ReadBytesPerSecond);
        return TimeSpan.FromSeconds(run * one.Contenders.Count * one.Rounds);
    }

    /// <summary>All cases, one after the other.</summary>
    public static TimeSpan Of(IEnumerable<BenchCase> cases) => cases.Aggregate(TimeSpan.Zero, (sum, one) => sum + Of(one));
}
