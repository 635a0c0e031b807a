using Xinference.Inference;

namespace Xinference.Engine.Sampling;

/// <summary>The ranges that <see cref="SamplingOptions"/> documents. All faults are named at once.</summary>
internal static class SamplingRules
{
    private const float MaxBias = 100;
    private const float MaxPenalty = 2;
    private const int MaxTop = 20;

    /// <summary>What is wrong with the options; null where nothing is.</summary>
    public static string? FindFault(SamplingOptions options, int vocabularySize)
    {
        List<string> faults = [];
        Require(faults, options.MaxTokens is null or >= 1, "MaxTokens", options.MaxTokens, "at least 1");
        Require(faults, options.Temperature is >= 0 and < float.PositiveInfinity, "Temperature", options.Temperature, "0 or more");
        Require(faults, options.TopP is > 0 and <= 1, "TopP", options.TopP, "in (0, 1]");
        Require(faults, options.TopK >= 0, "TopK", options.TopK, "0 or more");
        Require(faults, options.MinP is >= 0 and <= 1, "MinP", options.MinP, "in [0, 1]");
        Require(faults, MathF.Abs(options.PresencePenalty) <= MaxPenalty, "PresencePenalty", options.PresencePenalty, "in [-2, 2]");
        Require(faults, MathF.Abs(options.FrequencyPenalty) <= MaxPenalty, "FrequencyPenalty", options.FrequencyPenalty, "in [-2, 2]");
        Require(
            faults, options.RepetitionPenalty is > 0 and < float.PositiveInfinity, "RepetitionPenalty", options.RepetitionPenalty, "above 0");
        Require(faults, options.TopLogProbabilities is null or (>= 0 and <= MaxTop), "TopLogProbabilities", options.TopLogProbabilities, "in [0, 20]");
        CheckTokens(faults, options, vocabularySize);
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    private static void CheckTokens(List<string> faults, SamplingOptions options, int vocabularySize)
    {
        foreach ((int token, float bias) in options.LogitBias)
        {
            Require(faults, (uint)token < (uint)vocabularySize, "LogitBias token", token, $"in [0, {vocabularySize})");
            Require(faults, MathF.Abs(bias) <= MaxBias, $"LogitBias of token {token}", bias, "in [-100, 100]");
        }

        foreach (int token in options.StopTokenIds.IsDefault ? [] : options.StopTokenIds)
        {
            Require(faults, (uint)token < (uint)vocabularySize, "StopTokenIds", token, $"in [0, {vocabularySize})");
        }
    }

    private static void Require<T>(List<string> faults, bool holds, string name, T value, string range)
    {
        if (!holds)
        {
            faults.Add(FormattableString.Invariant($"{name} is {value}, must be {range}"));
        }
    }
}
