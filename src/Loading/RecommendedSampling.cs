using Xinference.Formats;
using Xinference.Inference;

namespace Xinference.Loading;

/// <summary>The sampling that a model's makers recommend in <c>generation_config.json</c>.</summary>
internal static class RecommendedSampling
{
    private const double MaxTemperature = 100;
    private const double MaxTopK = int.MaxValue;
    private const double MaxPenalty = 100;

    /// <param name="config">The file; null where there is none.</param>
    /// <exception cref="LoadException">A value is out of its range.</exception>
    public static SamplingOptions Read(HfConfig? config)
    {
        if (config is null)
        {
            return new();
        }

        double topK = config.Number("top_k") ?? 0;
        return new()
        {
            Temperature = config.Boolean("do_sample") == false ? 0 : (float)InRange(config, "temperature", 1, 0, MaxTemperature),
            TopP = (float)InRange(config, "top_p", 1, float.Epsilon, 1),
            TopK = topK < 0 ? 0 : (int)InRange(config, "top_k", 0, 0, MaxTopK), // -1 is how some write "all"
            MinP = (float)InRange(config, "min_p", 0, 0, 1),
            RepetitionPenalty = (float)InRange(config, "repetition_penalty", 1, float.Epsilon, MaxPenalty),
        };
    }

    private static double InRange(HfConfig config, string field, double standard, double minimum, double maximum)
    {
        double value = config.Number(field) ?? standard;
        return value >= minimum && value <= maximum
            ? value
            : throw new LoadException(FormattableString.Invariant(
                $"generation_config.json: {field} is {value}, outside {minimum:0.##}…{maximum:0.##}; correct it or remove it"));
    }
}
