using System.Diagnostics.Metrics;
using Xinference.Compiler;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;

namespace Xinference.Engine;

/// <summary>What only the engine knows; requests and their tokens are counted by who serves them. The loop writes; whoever collects reads a copy that the loop leaves after each step.</summary>
internal sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "Xinference.Engine";

    // The exporter's own buckets are made for milliseconds.
    private static readonly double[] DurationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly int[] TokenBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
    private static readonly int[] SequenceBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValuePair<string, object?> _model;
    private readonly BlockPool _pool;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _stepDuration;
    private readonly Histogram<int> _stepTokens;
    private readonly Histogram<int> _stepSequences;
    private int _running;
    private int _waiting;
    private int _blocksUsed;
    private long _preemptions;

    public EngineMetrics(string modelUid, BlockPool pool, TimeProvider time, ExpertUse? experts)
    {
        _model = new("model_uid", modelUid);
        _pool = pool;
        _time = time;
        _stepDuration = Histogram("xinference_step_duration", "s", "Time of a step, sampling included.", DurationBuckets);
        _stepTokens = Histogram("xinference_step_tokens", "{token}", "Tokens computed in a step.", TokenBuckets);
        _stepSequences = Histogram("xinference_step_sequences", "{sequence}", "Sequences computed in a step: the batch size.", SequenceBuckets);
        Gauge("xinference_requests_running", "{request}", "Requests being computed.", () => Volatile.Read(ref _running));
        Gauge("xinference_requests_waiting", "{request}", "Requests waiting for memory or for a place.", () => Volatile.Read(ref _waiting));
        Gauge("xinference_kv_blocks_used", "{block}", "Blocks of the key/value cache in use.", () => Volatile.Read(ref _blocksUsed));
        Gauge("xinference_kv_blocks_free", "{block}", "Free blocks of the key/value cache.", () => pool.Total - Volatile.Read(ref _blocksUsed));
        Gauge("xinference_kv_blocks_capacity", "{block}", "Blocks of the key/value cache.", () => pool.Total);
        _meter.CreateObservableCounter(
            "xinference_preemptions",
            () => new Measurement<long>(Volatile.Read(ref _preemptions), _model),
            "{preemption}",
            "Times a request lost its cache blocks to an older one and was computed again.");
        if (experts is not null)
        {
            ExpertMetrics.AddTo(_meter, _model, experts);
        }
    }

    public long StepStarted() => _time.GetTimestamp();

    public void StepEnded(long start, StepPlan plan)
    {
        _stepDuration.Record(_time.GetElapsedTime(start).TotalSeconds, _model);
        _stepTokens.Record(plan.TokenCount, _model);
        _stepSequences.Record(plan.Slices.Length, _model);
    }

    public void Observe(Scheduler scheduler)
    {
        Volatile.Write(ref _running, scheduler.Running);
        Volatile.Write(ref _waiting, scheduler.Waiting);
        Volatile.Write(ref _blocksUsed, _pool.Owned);
        Volatile.Write(ref _preemptions, scheduler.Preemptions);
    }

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<int> read) =>
        _meter.CreateObservableGauge(name, () => new Measurement<int>(read(), _model), unit, description);

    private Histogram<T> Histogram<T>(string name, string unit, string description, T[] buckets)
        where T : struct =>
        _meter.CreateHistogram(name, unit, description, null, new InstrumentAdvice<T> { HistogramBucketBoundaries = buckets });
}
