using System.Diagnostics.Metrics;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>The engine's metrics. The loop writes; whoever collects reads a copy that the loop leaves after each step.</summary>
internal sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "Xinference.Engine";

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValuePair<string, object?> _model;
    private readonly BlockPool _pool;
    private readonly TimeProvider _time;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _generatedTokens;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _stepDuration;
    private readonly Histogram<int> _stepTokens;
    private readonly Histogram<int> _stepSequences;
    private int _running;
    private int _waiting;
    private int _blocksUsed;
    private long _preemptions;

    public EngineMetrics(string model, BlockPool pool, TimeProvider time)
    {
        _model = new("model", model);
        _pool = pool;
        _time = time;
        _promptTokens = _meter.CreateCounter<long>("xinference_prompt_tokens", "{token}", "Prompt tokens of requests that ended.");
        _generatedTokens = _meter.CreateCounter<long>("xinference_generated_tokens", "{token}", "Tokens generated.");
        _finished = _meter.CreateCounter<long>("xinference_requests_finished", "{request}", "Requests that ended, by reason.");
        _stepDuration = _meter.CreateHistogram<double>("xinference_step_duration", "s", "Time of a step, sampling included.");
        _stepTokens = _meter.CreateHistogram<int>("xinference_step_tokens", "{token}", "Tokens computed in a step.");
        _stepSequences = _meter.CreateHistogram<int>("xinference_step_sequences", "{sequence}", "Sequences computed in a step: the batch size.");
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
    }

    public long StepStarted() => _time.GetTimestamp();

    public void StepEnded(long start, StepPlan plan)
    {
        _stepDuration.Record(_time.GetElapsedTime(start).TotalSeconds, _model);
        _stepTokens.Record(plan.TokenCount, _model);
        _stepSequences.Record(plan.Slices.Length, _model);
    }

    public void Generated() => _generatedTokens.Add(1, _model);

    public void Finished(FinishReason reason, Usage usage)
    {
        _promptTokens.Add(usage.PromptTokens, _model);
        _finished.Add(1, _model, new("reason", Label(reason)));
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

    private static string Label(FinishReason reason) => reason switch
    {
        FinishReason.Stop => "stop",
        FinishReason.Length => "length",
        FinishReason.Cancelled => "cancelled",
        FinishReason.Rejected => "rejected",
        FinishReason.Failed => "failed",
    };
}
