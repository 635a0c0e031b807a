using System.Collections.Immutable;
using CsCheck;
using Xinference.Engine.Sampling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Sampling;

/// <summary>Laws of a draw. INV-12: nothing but logits, own tokens, options, seed and position matters.</summary>
public sealed class SamplerTests
{
    // Few different values make many ties.
    private static readonly Gen<float[]> Logits =
        from values in Gen.OneOf(Gen.Single[-20, 20], Gen.Int[-3, 3].Select(i => (float)i)).Array[1, 300]
        select values;

    [Fact]
    public void Greedy_takes_the_lowest_id_among_equals() => Logits.Sample(logits =>
    {
        int best = Array.IndexOf(logits, logits.Max());
        Assert.Equal(best, Draw(logits, new SamplingOptions { Temperature = 0 }).TokenId);
    });

    [Fact]
    public void Zero_and_minus_zero_are_equal() =>
        Assert.Equal(1, Draw([-1, -0f, 0f], new SamplingOptions { Temperature = 0 }).TokenId);

    [Fact]
    public void Top_1_is_greedy() => Gen.Select(Logits, Gen.ULong, Gen.Single[0.01f, 10]).Sample((logits, seed, temperature) =>
        AssertGreedy(logits, new SamplingOptions { TopK = 1, Seed = seed, Temperature = temperature }));

    [Fact]
    public void A_vanishing_top_p_is_greedy() => Gen.Select(Logits, Gen.ULong).Sample((logits, seed) =>
        AssertGreedy(logits, new SamplingOptions { TopP = 1e-6f, Seed = seed }));

    [Fact]
    public void A_vanishing_temperature_draws_a_highest_logit() => Gen.Select(Logits, Gen.ULong).Sample((logits, seed) =>
    {
        int token = Draw(logits, new SamplingOptions { Temperature = 1e-30f, Seed = seed }).TokenId;
        Assert.Equal(logits.Max(), logits[token]);
    });

    [Fact]
    public void Min_p_of_1_draws_a_highest_logit() => Gen.Select(Logits, Gen.ULong, Gen.Int[0, 5]).Sample((logits, seed, topK) =>
    {
        int token = Draw(logits, new SamplingOptions { MinP = 1, Seed = seed, TopK = topK, Temperature = 0.1f }).TokenId;
        Assert.Equal(logits.Max(), logits[token]);
    });

    [Fact]
    public void Only_the_top_k_are_drawn() => Gen.Select(Logits, Gen.ULong, Gen.Int[1, 400]).Sample((logits, seed, k) =>
    {
        int token = Draw(logits, new SamplingOptions { TopK = k, Seed = seed, Temperature = 100 }).TokenId;
        Assert.Contains(token, Sorted(logits).Take(k));
    });

    [Fact]
    public void Only_the_nucleus_is_drawn() => Gen.Select(Logits, Gen.ULong, Gen.Single[0.05f, 0.99f]).Sample((logits, seed, p) =>
    {
        int token = Draw(logits, new SamplingOptions { TopP = p, Seed = seed }).TokenId;
        double[] probabilities = Softmax(logits);
        double before = Sorted(logits).TakeWhile(id => id != token).Sum(id => probabilities[id]);
        Assert.True(before < p + Tolerance.Probability, $"token {token} lies behind the nucleus: {before} of {p} came before it");
    });

    [Fact]
    public void A_bias_of_minus_100_bans() => Gen.Select(Logits, Gen.ULong, Gen.Int[0, 299], Gen.OneOf(0f, 1f)).Sample((logits, seed, pick, t) =>
    {
        int banned = pick % logits.Length;
        SamplingOptions options = new() { Seed = seed, Temperature = t, LogitBias = Bias(banned, -100) };
        Assert.True(logits.Length == 1 || Draw(logits, options).TokenId != banned);
    });

    [Fact]
    public void A_bias_of_100_forces() => Gen.Select(Logits, Gen.ULong, Gen.Int[0, 299]).Sample((logits, seed, pick) =>
        Assert.Equal(pick % logits.Length, Draw(logits, new SamplingOptions { Seed = seed, LogitBias = Bias(pick % logits.Length, 100) }).TokenId));

    [Fact]
    public void Penalties_follow_their_formulas()
    {
        SamplingOptions options = new() { Temperature = 0, RepetitionPenalty = 2, PresencePenalty = 0.5f, FrequencyPenalty = 0.25f };
        TokenCounts counts = new([0, 1]);
        counts.Add(1);
        counts.Add(2);
        counts.Add(2);
        float[] logits = [4, 4, -4, 4];
        Penalties.Apply(logits, counts, options);
        Assert.Equal([2, 2 - 0.5f - 0.25f, -8 - 0.5f - 0.5f, 4], logits);
    }

    [Fact]
    public void A_drawn_token_is_penalised_from_then_on()
    {
        Sampler sampler = new(3);
        SamplingState state = new(new SamplingOptions { Temperature = 0, PresencePenalty = 2 }, 0, [0]);
        float[] logits = [3, 2.5f, 2];
        List<int> drawn = [];
        for (int i = 0; i < 4; i++)
        {
            drawn.Add(sampler.Draw(logits, state).TokenId);
            state.Accept(drawn[^1]);
        }

        // after 0, 1 and 2 were drawn once each, all have lost 2 and the first is best again
        Assert.Equal([0, 1, 2, 0], drawn);
    }

    [Fact]
    public void Log_probabilities_are_those_of_the_raw_logits() => Gen.Select(Logits, Gen.ULong, Gen.Int[0, 20]).Sample((logits, seed, count) =>
    {
        SamplingOptions options = new() { Seed = seed, Temperature = 3, TopLogProbabilities = count, LogitBias = Bias(0, 5), RepetitionPenalty = 3 };
        Draw draw = Draw(logits, options);
        double[] probabilities = Softmax(logits);
        Assert.Equal(Math.Log(probabilities[draw.TokenId]), draw.LogProbability, Tolerance.LogProbability);
        Assert.Equal(Sorted(logits).Take(count), draw.Top.Select(top => top.TokenId));
        Assert.All(draw.Top, top => Assert.Equal(Math.Log(probabilities[top.TokenId]), top.LogProbability, Tolerance.LogProbability));
    });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_logit_that_is_no_number_fails_this_draw_alone(float broken) => Gen.Select(Logits, Gen.Int[0, 299]).Sample((logits, pick) =>
    {
        Sampler sampler = new(logits.Length);
        SamplingState state = new(new SamplingOptions(), 1, [0]);
        Draw healthy = sampler.Draw(logits, state);
        float[] bad = [.. logits];
        bad[pick % bad.Length] = broken;
        Assert.Contains("logits", sampler.Draw(bad, state).Fault, StringComparison.Ordinal);
        Assert.Equal(healthy, sampler.Draw(logits, state));
    });

    [Fact]
    public void Masked_tokens_are_never_drawn() => Gen.Select(Logits, Gen.ULong, Gen.Int[0, 2]).Sample((logits, seed, topK) =>
    {
        float[] masked = [.. logits.Select((x, i) => i % 2 == 1 ? float.NegativeInfinity : x)];
        Assert.Equal(0, Draw(masked, new SamplingOptions { Seed = seed, Temperature = 50, TopK = topK * 200 }).TokenId % 2);
    });

    [Fact]
    public void Nothing_but_masked_tokens_is_a_fault() =>
        Assert.NotNull(Draw([float.NegativeInfinity, float.NegativeInfinity], new SamplingOptions()).Fault);

    private static void AssertGreedy(float[] logits, SamplingOptions options) =>
        Assert.Equal(Draw(logits, new SamplingOptions { Temperature = 0 }).TokenId, Draw(logits, options).TokenId);

    private static Draw Draw(float[] logits, SamplingOptions options) =>
        new Sampler(logits.Length).Draw(logits, new SamplingState(options, options.Seed ?? 0, [0]));

    private static ImmutableDictionary<int, float> Bias(int token, float bias) => ImmutableDictionary<int, float>.Empty.Add(token, bias);

    private static IEnumerable<int> Sorted(float[] logits) =>
        Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).ThenBy(i => i);

    private static double[] Softmax(float[] logits)
    {
        double max = logits.Max();
        double sum = logits.Sum(x => Math.Exp(x - max));
        return [.. logits.Select(x => Math.Exp(x - max) / sum)];
    }
}
