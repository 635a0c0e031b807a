using CsCheck;
using Xinference.Engine.Sampling;

namespace Xinference.Engine.Tests.Sampling;

public sealed class PartsTests
{
    [Fact]
    public void Selecting_is_sorting_and_taking() =>
        Gen.Select(Gen.OneOf(Gen.Single[-9, 9], Gen.Int[-2, 2].Select(i => (float)i)).Array[1, 500], Gen.Int[1, 500]).Sample((logits, wanted) =>
        {
            int k = Math.Min(wanted, logits.Length);
            float[] values = new float[k];
            int[] ids = new int[k];
            TopTokens.Select(logits, values, ids);
            Assert.Equal(Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).ThenBy(i => i).Take(k), ids);
            Assert.Equal(ids.Select(i => logits[i]), values);
        });

    [Fact]
    public void A_draw_has_a_weight_and_follows_the_cumulative_sum() =>
        Gen.Select(Gen.OneOf(Gen.Const(0f), Gen.Single[0, 1]).Array[1, 5000], Gen.Double[0, 0.999999999]).Sample((weights, uniform) =>
        {
            weights[^1] = Math.Max(weights[^1], 1e-3f);
            int index = Multinomial.Draw(weights, uniform);
            double target = uniform * weights.Sum(w => (double)w);
            double before = weights.Take(index).Sum(w => (double)w);
            double slack = 1e-3;
            Assert.True(weights[index] > 0);
            Assert.InRange(target, before - slack, before + weights[index] + slack);
        });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9999999999999999)]
    public void The_ends_of_the_range_draw_the_first_and_the_last(double uniform)
    {
        float[] weights = [0, 1, 0, 1, 0];
        Assert.Equal(uniform == 0 ? 1 : 3, Multinomial.Draw(weights, uniform));
    }

    [Fact]
    public void Random_numbers_depend_on_seed_and_position() => Gen.Select(Gen.ULong, Gen.Int[0, 1_000_000]).Sample((seed, position) =>
    {
        double number = CounterRandom.Uniform(seed, position);
        Assert.InRange(number, 0, Math.BitDecrement(1));
        Assert.Equal(number, CounterRandom.Uniform(seed, position));
        Assert.NotEqual(number, CounterRandom.Uniform(seed, position + 1));
        Assert.NotEqual(number, CounterRandom.Uniform(seed + 1, position));
    });

    [Fact]
    public void The_mixer_is_the_published_one() =>
        // first outputs of SplitMix64 from the states 0 and 0 + gamma
        Assert.Equal(
            new ulong[] { 0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4 },
            new ulong[] { CounterRandom.Mix(0), CounterRandom.Mix(0x9E3779B97F4A7C15) });
}
