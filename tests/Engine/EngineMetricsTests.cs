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
        await using (LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device(blocks: 4), new EngineOptions { Model = "counting" }))
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => gateway.CollectAsync(Prompts.Greedy(10, 40), Ct)));
            await gateway.CollectAsync(Prompts.Greedy(1, 0), Ct);
            await gateway.DrainAsync(GatewayHarness.Patience, Ct);
            recorder.Observe();
        }

        Assert.Equal(31, recorder["xinference_prompt_tokens"]);
        Assert.Equal(120, recorder["xinference_generated_tokens"]);
        Assert.Equal(3, recorder["xinference_requests_finished length"]);
        Assert.Equal(1, recorder["xinference_requests_finished rejected"]);
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
        Assert.True(recorder.Instruments.Count >= 12);
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
                if (key == "model" && !_model.Equals(label))
                {
                    return;
                }

                name += key == "model" ? "" : $" {label}";
            }

            lock (_lock)
            {
                _values[name] = instrument.IsObservable ? value : _values.GetValueOrDefault(name) + value;
            }
        }
    }
}
