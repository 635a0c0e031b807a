using Xinference.Formats;

namespace Xinference.Models;

/// <summary>Reads how <c>config.json</c> stretches rotary frequencies.</summary>
internal static class HfRopeScaling
{
    public static RopeScaling Read(HfConfig config, HfConfig? scaling, int contextLength)
    {
        string type = scaling?.String("rope_type") ?? scaling?.String("type") ?? "default";
        if (scaling is null || type is "default")
        {
            return new RopeScaling.None();
        }

        float Number(string key) => (float)(scaling.Number(key) ?? throw new ModelException($"config.json: rope scaling '{type}' lacks {key}"));
        int original = HfHyperparameters.Optional(scaling, "original_max_position_embeddings")
            ?? HfHyperparameters.Optional(config, "original_max_position_embeddings")
            ?? contextLength;
        return type switch
        {
            "linear" => new RopeScaling.Linear(Number("factor")),
            "dynamic" => new RopeScaling.Dynamic(Number("factor"), original),
            "longrope" or "su" => ReadLongRope(scaling, original, contextLength),
            "llama3" => new RopeScaling.Llama3(Number("factor"), Number("low_freq_factor"), Number("high_freq_factor"), original),
            "yarn" when scaling.Contains("mscale") || scaling.Contains("mscale_all_dim") =>
                throw new ModelException("config.json: mscale in rope scaling is not supported"),
            "yarn" => new RopeScaling.Yarn(
                Number("factor"),
                original,
                (float)(scaling.Number("beta_fast") ?? 32),
                (float)(scaling.Number("beta_slow") ?? 1),
                (float?)scaling.Number("attention_factor")),
            _ => throw new ModelException($"RoPE scaling '{type}' is not supported; this build knows linear, dynamic, yarn, longrope and llama3"),
        };
    }

    private static RopeScaling.LongRope ReadLongRope(HfConfig scaling, int original, int contextLength)
    {
        double factor = scaling.Number("factor") ?? ((double)contextLength / original);
        double magnitude = scaling.Number("attention_factor") ?? RopeScaling.LongRope.DefaultMagnitude(factor, original);
        return new(original, (float)magnitude) { Short = Factors("short_factor"), Long = Factors("long_factor") };

        float[] Factors(string key) => scaling.Numbers(key) is { Count: > 0 } numbers
            ? [.. numbers.Select(n => (float)n)]
            : throw new ModelException($"config.json: rope scaling 'longrope' lacks {key}");
    }
}
