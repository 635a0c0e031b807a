using System.Diagnostics.Metrics;

namespace Xinference.Serving;

/// <summary>Measures what generations take and give; the meter is <c>Xinference.Serving</c>, every instrument is tagged with <c>model_uid</c>.</summary>
public sealed class ServingMetrics : IDisposable
{
    private static readonly double[] TokenBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
    private static readonly double[] RequestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
    private readonly Meter _meter;
    private readonly TimeProvider _time;

    /// <summary>Instruments of one server; the clock is where durations come from.</summary>
    public ServingMetrics(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        _meter = meters.Create("Xinference.Serving");
        Running = _meter.CreateUpDownCounter<long>("xinference.generations.running", null, "Generations under way.");
        Finished = _meter.CreateCounter<long>("xinference.generations", null, "Generations ended, by finish_reason.");
        InputTokens = _meter.CreateCounter<long>("xinference.input_tokens", null, "Prompt tokens read.");
        CachedTokens = _meter.CreateCounter<long>("xinference.cached_tokens", null, "Prompt tokens found in the cache.");
        OutputTokens = _meter.CreateCounter<long>("xinference.output_tokens", null, "Tokens generated.");
        FirstToken = Histogram("xinference.time_to_first_token", "From the request to its first token.", RequestBuckets);
        NextToken = Histogram("xinference.inter_token_latency", "From one token to the next.", TokenBuckets);
        Duration = Histogram("xinference.generation.duration", "From the request to its end.", RequestBuckets);
    }

    internal UpDownCounter<long> Running { get; }

    internal Counter<long> Finished { get; }

    internal Counter<long> InputTokens { get; }

    internal Counter<long> CachedTokens { get; }

    internal Counter<long> OutputTokens { get; }

    internal Histogram<double> FirstToken { get; }

    internal Histogram<double> NextToken { get; }

    internal Histogram<double> Duration { get; }

    /// <summary>Takes the instruments away.</summary>
    public void Dispose() => _meter.Dispose();

    internal GenerationMeter Start(string modelUid) => new(this, _time, modelUid);

    private Histogram<double> Histogram(string name, string description, double[] buckets) =>
        _meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
