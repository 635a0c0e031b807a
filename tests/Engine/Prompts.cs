using System.Collections.Immutable;
using CsCheck;
using Xinference.Inference;

namespace Xinference.Engine.Tests;

/// <summary>Prompts for the null model of <see cref="EngineHarness.Model"/>.</summary>
internal static class Prompts
{
    public static readonly Gen<SamplingOptions> Options =
        from temperature in Gen.OneOf(0f, 0.7f, 1f, 2f)
        from topP in Gen.OneOf(1f, 0.9f, 0.3f)
        from topK in Gen.OneOf(0, 1, 5)
        from minP in Gen.OneOf(0f, 0.2f)
        from penalty in Gen.OneOf(0f, 1.5f)
        from repetition in Gen.OneOf(1f, 1.3f)
        from seed in Gen.ULong
        from maxTokens in Gen.Int[1, 40]
        from top in Gen.OneOf<int?>(null, 0, 3)
        from stop in Gen.Int[0, EngineHarness.Model.VocabularySize - 1].Array[0, 1]
        select new SamplingOptions
        {
            Temperature = temperature,
            TopP = topP,
            TopK = topK,
            MinP = minP,
            PresencePenalty = penalty,
            FrequencyPenalty = penalty / 2,
            RepetitionPenalty = repetition,
            Seed = seed,
            MaxTokens = maxTokens,
            TopLogProbabilities = top,
            StopTokenIds = [.. stop],
        };

    public static readonly Gen<Prompt> Any =
        from ids in Gen.Int[0, EngineHarness.Model.VocabularySize - 1].Array[1, 60]
        from options in Options
        select new Prompt([.. ids], options);

    public static Prompt Of(int length, SamplingOptions options) =>
        new([.. Enumerable.Range(0, length).Select(i => i % EngineHarness.Model.VocabularySize)], options);

    public static Prompt Greedy(int length, int? maxTokens = null) => Of(length, new SamplingOptions { Temperature = 0, MaxTokens = maxTokens });

    public static ImmutableArray<int> Ids(params ReadOnlySpan<int> ids) => [.. ids];
}
