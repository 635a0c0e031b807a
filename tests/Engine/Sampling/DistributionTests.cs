using Xinference.Engine.Sampling;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Sampling;

/// <summary>Drawn tokens against the probabilities they should have: Pearson's chi-square over fixed seeds, so that a pass stays a pass.</summary>
public sealed class DistributionTests
{
    private const int Draws = 20_000;

    // 99.99 % quantiles of chi-square with 1…9 degrees of freedom: one wrong implementation in ten thousand looks right by chance.
    private static readonly double[] Limits = [15.2, 18.5, 21.2, 23.6, 25.8, 27.9, 29.9, 31.9, 33.8];
    private static readonly float[] Logits = [0.5f, 2, -1, 1, 0, 1.5f, -0.5f, 0.2f, 1.2f, -2];

    public static TheoryData<SamplingOptions> Options =>
    [
        new SamplingOptions(),
        new SamplingOptions { Temperature = 0.5f },
        new SamplingOptions { Temperature = 2 },
        new SamplingOptions { TopK = 4 },
        new SamplingOptions { TopP = 0.8f },
        new SamplingOptions { TopK = 6, TopP = 0.7f, Temperature = 1.3f },
        new SamplingOptions { MinP = 0.2f },
        new SamplingOptions { TopK = 8, TopP = 0.95f, MinP = 0.3f },
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void One_seed_draws_the_distribution_over_positions(SamplingOptions options)
    {
        SamplingState state = new(options, 12345, [0]);
        AssertFits(options, sampler =>
        {
            Draw draw = sampler.Draw(Logits, state);
            state.Accept(draw.TokenId);
            return draw.TokenId;
        });
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Neighbouring_seeds_draw_the_distribution_at_one_position(SamplingOptions options)
    {
        ulong seed = 0;
        AssertFits(options, sampler => sampler.Draw(Logits, new SamplingState(options, seed++, [0])).TokenId);
    }

    [Fact]
    public void A_large_vocabulary_is_drawn_evenly()
    {
        const int size = 10_000;
        Sampler sampler = new(size);
        SamplingState state = new(new SamplingOptions(), 7, [0]);
        float[] flat = new float[size];
        int[] counts = new int[10];
        for (int i = 0; i < Draws; i++)
        {
            int token = sampler.Draw(flat, state).TokenId;
            state.Accept(token);
            counts[token / (size / counts.Length)]++;
        }

        AssertChiSquare([.. Enumerable.Repeat(0.1, 10)], counts);
    }

    private static void AssertFits(SamplingOptions options, Func<Sampler, int> draw)
    {
        Sampler sampler = new(Logits.Length);
        int[] counts = new int[Logits.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[draw(sampler)]++;
        }

        AssertChiSquare(Expected(options), counts);
    }

    private static void AssertChiSquare(double[] expected, int[] counts)
    {
        double chiSquare = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (expected[i] == 0)
            {
                Assert.Equal(0, counts[i]);
                continue;
            }

            chiSquare += Math.Pow(counts[i] - (expected[i] * Draws), 2) / (expected[i] * Draws);
        }

        double limit = Limits[expected.Count(p => p > 0) - 2];
        Assert.True(chiSquare < limit, $"chi-square {chiSquare:F1} above {limit}: {string.Join(' ', counts)}");
    }

    // The filters written down naively: top-k, then top-p over what is left, then min-p.
    private static double[] Expected(SamplingOptions options)
    {
        double[] weights = [.. Logits.Select(x => Math.Exp(x / options.Temperature))];
        IEnumerable<int> kept = Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]);
        kept = options.TopK > 0 ? [.. kept.Take(options.TopK)] : [.. kept];
        double mass = options.TopP * kept.Sum(i => weights[i]);
        double before = 0;
        kept = [.. kept.TakeWhile(i => (before += weights[i]) - weights[i] < mass)];
        kept = [.. kept.Where(i => weights[i] >= options.MinP * weights.Max())];
        double total = kept.Sum(i => weights[i]);
        return [.. weights.Select((weight, i) => kept.Contains(i) ? weight / total : 0)];
    }
}
