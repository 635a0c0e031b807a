using System.Diagnostics.Metrics;
using Xinference.Inference;

namespace Xinference.Serving;

/// <summary>Measures one generation; whatever way it ends, it counts as running no more once disposed.</summary>
internal sealed class GenerationMeter : IDisposable
{
    private readonly ServingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?> _model;
    private readonly long _start;
    private long _lastToken;
    private int _tokens;
    private bool _ended;

    public GenerationMeter(ServingMetrics metrics, TimeProvider time, string modelUid)
    {
        _metrics = metrics;
        _time = time;
        _model = new("model_uid", modelUid);
        _start = time.GetTimestamp();
        _metrics.Running.Add(1, _model);
    }

    public void Token()
    {
        long now = _time.GetTimestamp();
        Histogram<double> latency = _lastToken == 0 ? _metrics.FirstToken : _metrics.NextToken;
        latency.Record(_time.GetElapsedTime(_lastToken == 0 ? _start : _lastToken, now).TotalSeconds, _model);
        _lastToken = now;
        _tokens++;
    }

    public void End(FinishReason reason, Usage usage)
    {
        _ended = true;
        _metrics.InputTokens.Add(usage.PromptTokens, _model);
        _metrics.CachedTokens.Add(usage.CachedTokens, _model);
        _metrics.OutputTokens.Add(usage.CompletionTokens, _model);
        _metrics.Finished.Add(1, _model, new("finish_reason", reason.ToString().ToLowerInvariant()));
        _metrics.Duration.Record(_time.GetElapsedTime(_start).TotalSeconds, _model);
    }

    public void Dispose()
    {
        _metrics.Running.Add(-1, _model);
        if (!_ended)
        {
            End(FinishReason.Cancelled, new Usage(0, _tokens, 0));
        }
    }
}
