using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Xinference.Engine.Tests;

public sealed partial class EngineMetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_count_what_was_done()
    {
        using Recorder recorder = new("counting");
        await using (LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device(blocks: 4), new EngineOptions { ModelUid = "counting" }))
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => gateway.CollectAsync(Prompts.Greedy(10, 40), Ct)));
            await gateway.DrainAsync(GatewayHarness.Patience, Ct);
            recorder.Observe();
        }

        Assert.Equal(0, recorder["xinference_requests_running"]);
        Assert.Equal(0, recorder["xinference_requests_waiting"]);
        Assert.Equal(0, recorder["xinference_kv_blocks_used"]);
        Assert.Equal(4, recorder["xinference_kv_blocks_free"]);
        Assert.Equal(4, recorder["xinference_kv_blocks_capacity"]);
        Assert.True(recorder["xinference_step_tokens"] >= 30 + 117, "each prompt token and each generated one but the last is computed");
        Assert.True(recorder["xinference_step_sequences"] >= 120);
        Assert.True(recorder["xinference_step_duration"] > 0);
        Assert.True(recorder["xinference_preemptions"] >= 0);
    }

    [Fact]
    public async Task Every_instrument_has_a_description_a_unit_and_a_name_fit_for_Prometheus()
    {
        using Recorder recorder = new("naming");
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        Assert.All(recorder.Instruments, instrument =>
        {
            Assert.Matches(PrometheusName(), instrument.Name);
            Assert.False(string.IsNullOrEmpty(instrument.Description));
            Assert.False(string.IsNullOrEmpty(instrument.Unit));
        });
        Assert.True(recorder.Instruments.Count >= 9);
    }

    [Fact]
    public async Task Histograms_have_buckets_of_their_own_scale()
    {
        using Recorder recorder = new("scale");
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        var seconds = recorder.Instruments.OfType<Histogram<double>>().First(histogram => histogram.Name == "xinference_step_duration");
        Assert.InRange(seconds.Advice!.HistogramBucketBoundaries!.Count(bound => bound < 1), 5, 20);
        Assert.All(recorder.Instruments.OfType<Histogram<int>>(), counts => Assert.Equal(1, counts.Advice!.HistogramBucketBoundaries![0]));
    }

    [Fact]
    public async Task Requests_and_their_tokens_are_left_to_who_serves_them()
    {
        using Recorder recorder = new("requests");
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        Assert.DoesNotContain(recorder.Instruments, i => i.Name is "xinference_prompt_tokens" or "xinference_generated_tokens" or "xinference_requests_finished");
    }

    [GeneratedRegex("^xinference_[a-z_]+$")]
    private static partial Regex PrometheusName();

    /// <summary>Adds up counters and histograms and keeps the last value of gauges, of one model.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, double> _values = [];
        private readonly Lock _lock = new();
        private readonly string _model;

        public Recorder(string model)
        {
            _model = model;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LocalGateway.MeterName)
                {
                    lock (_lock)
                    {
                        Instruments.Add(instrument);
                    }

                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
            _listener.Start();
        }

        public List<Instrument> Instruments { get; } = [];

        public double this[string name]
        {
            get
            {
                lock (_lock)
                {
                    return _values[name];
                }
            }
        }

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = instrument.Name;
            foreach ((string key, object? label) in tags)
            {
                if (key == "model_uid" && !_model.Equals(label))
                {
                    return;
                }

                name += key == "model_uid" ? "" : $" {label}";
            }

            lock (_lock)
            {
                _values[name] = instrument.IsObservable ? value : _values.GetValueOrDefault(name) + value;
            }
        }
    }
}
