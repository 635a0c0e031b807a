using System.Diagnostics.Metrics;
using Xinference.Compiler;

namespace Xinference.Engine;

/// <summary>How a model's experts are used, one series for each layer: one for each expert would be thousands.</summary>
internal static class ExpertMetrics
{
    /// <summary>Adds the instruments to a meter.</summary>
    public static void AddTo(Meter meter, KeyValuePair<string, object?> model, ExpertUse use)
    {
        Measurement<T> Of<T>(T value, int layer)
            where T : struct => new(value, model, new("layer", layer));

        IEnumerable<int> Layers() => Enumerable.Range(0, use.Layers).Where(layer => use.Reads(layer) > 0);

        meter.CreateObservableCounter(
            "xinference_expert_reads",
            () => Layers().Select(layer => Of(use.Reads(layer), layer)),
            "{expert}",
            "Experts that steps had to read: one for each expert and step with a token for it.");
        meter.CreateObservableGauge(
            "xinference_expert_imbalance",
            () => Layers().Select(layer => Of(Imbalance(use, layer), layer)),
            "1",
            "Tokens of a layer's busiest expert over the average of all, since the start; 1: all alike.");
    }

    /// <summary>1 where all experts were used alike, the number of experts where one did all the work.</summary>
    public static double Imbalance(ExpertUse use, int layer)
    {
        (long busiest, long total) = (0, 0);
        for (int expert = 0; expert < use.Experts; expert++)
        {
            long tokens = use.Tokens(layer, expert);
            busiest = Math.Max(busiest, tokens);
            total += tokens;
        }

        return total == 0 ? 1 : (double)busiest * use.Experts / total;
    }
}
