using System.Diagnostics.Metrics;
using Xinference.Engine;
using Xinference.Testing;

namespace Xinference.Loading.Tests;

public sealed class ExpertMetricTests
{
    [Fact]
    public async Task The_use_of_experts_is_a_metric()
    {
        Dictionary<string, Dictionary<int, double>> seen = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == LocalGateway.MeterName && instrument.Name.StartsWith("xinference_expert", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
            where T : struct, IConvertible
        {
            string[] labels = [.. tags.ToArray().Where(tag => tag.Key == "model_uid").Select(tag => (string)tag.Value!)];
            if (labels is ["experts"])
            {
                int layer = (int)tags.ToArray().Single(tag => tag.Key == "layer").Value!;
                seen.TryAdd(instrument.Name, []);
                seen[instrument.Name][layer] = value.ToDouble(null);
            }
        }

        listener.SetMeasurementEventCallback<long>(Note);
        listener.SetMeasurementEventCallback<double>(Note);
        listener.Start();
        string path = RepoFiles.Path("tests", "data", "goldens", "llama-moe.gguf");
        await using (LoadedModel model = await Running.LoadAsync(path, new LoadOptions { Threads = 1, Uid = "experts" }))
        {
            await Running.GreedyAsync(model, [1, 2, 3], 4, 1);
            listener.RecordObservableInstruments();
        }

        // two layers; each of four steps reads two to four of four experts
        Assert.Equal([0, 1], seen["xinference_expert_reads"].Keys.Order());
        Assert.All(seen["xinference_expert_reads"].Values, reads => Assert.InRange(reads, 4 * 2, 4 * 4));
        Assert.All(seen["xinference_expert_imbalance"].Values, imbalance => Assert.InRange(imbalance, 1, 4));
    }
}
