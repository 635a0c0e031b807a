using Xinference.Formats;

namespace Xinference.Models;

/// <summary>Reads how a GGUF file stretches its rotary frequencies.</summary>
internal static class GgufRopeScaling
{
    public static RopeScaling Read(GgufMetadata metadata, string prefix, int contextLength)
    {
        string key = $"{prefix}.rope.scaling";
        // files of 2023 name no type, and the factor by another key
        var factor = (float)(metadata.GetNumber($"{key}.factor") ?? metadata.GetNumber($"{prefix}.rope.scale_linear") ?? 1);
        double? attentionFactor = metadata.GetNumber($"{key}.attn_factor");
        var original = (int)(metadata.GetInteger($"{key}.original_context_length") ?? contextLength);
        // Phi 3's files name no type, but the magnitude
        RopeScaling.LongRope LongRope() => new(
            original, (float)(attentionFactor ?? RopeScaling.LongRope.DefaultMagnitude((double)contextLength / original, original)));

        return metadata.GetString($"{key}.type") switch
        {
            "none" => new RopeScaling.None(),
            null when attentionFactor is not null => LongRope(),
            null or "linear" => factor is 0 or 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor),
            "longrope" => LongRope(),
            "yarn" => new RopeScaling.Yarn(
                factor,
                original,
                (float)(metadata.GetNumber($"{key}.yarn_beta_fast") ?? 32),
                (float)(metadata.GetNumber($"{key}.yarn_beta_slow") ?? 1),
                attentionFactor is { } share ? (float)(share * RopeScaling.Yarn.DefaultAttentionFactor(factor)) : null)
            {
                LogMultiplier = (float)(metadata.GetNumber($"{key}.yarn_log_multiplier") ?? 0),
            },
            var other => throw new ModelException($"RoPE scaling '{other}' is not supported; this build knows none, linear, longrope and yarn"),
        };
    }
}
