using CsCheck;
using Xinference.Kernels;

namespace Xinference.Models.Tests;

public sealed class RopeFrequencyTests
{
    private static readonly Gen<int> Dimensions = Gen.Int[1, 64].Select(half => 2 * half);

    [Fact]
    public void Unscaled_frequencies_follow_the_paper() => Dimensions.Sample(dimensions =>
    {
        RopeFrequencies frequencies = Of(dimensions, new RopeScaling.None());
        for (int i = 0; i < dimensions / 2; i++)
        {
            Assert.Equal((float)Math.Pow(10000, -2.0 * i / dimensions), frequencies.Inverse[i]);
        }
    });

    [Fact]
    public void Scaling_never_raises_a_frequency_nor_divides_by_more_than_its_factor() =>
        Gen.Select(Dimensions, Gen.Float[1, 64], Gen.Int[0, 2]).Sample((dimensions, factor, kind) =>
        {
            RopeScaling scaling = kind switch
            {
                0 => new RopeScaling.Linear(factor),
                1 => new RopeScaling.Llama3(factor, 1, 4, 8192),
                _ => new RopeScaling.Yarn(factor, 4096, 32, 1, null),
            };
            float[] plain = Of(dimensions, new RopeScaling.None()).Inverse;
            float[] scaled = Of(dimensions, scaling).Inverse;
            for (int i = 0; i < plain.Length; i++)
            {
                Assert.InRange(scaled[i], plain[i] / factor * 0.9999f, plain[i] * 1.0001f);
            }
        });

    [Fact]
    public void Factors_divide_single_frequencies()
    {
        float[] plain = Of(4, new RopeScaling.None()).Inverse;
        var rope = new RopeSpec(10000, 4, RopeStyle.Halves, new RopeScaling.None());
        Assert.Equal([plain[0] / 2, plain[1] / 8], RopeFrequencies.Of(rope, [2, 8], 128).Inverse);
    }

    [Fact]
    public void Yarn_raises_the_magnitude_by_the_logarithm_of_the_factor() =>
        Assert.Equal((float)((0.1 * Math.Log(4)) + 1), Of(64, new RopeScaling.Yarn(4, 4096, 32, 1, null)).Magnitude);

    [Fact]
    public void Dynamic_scaling_leaves_the_original_context_alone_and_stretches_what_is_beyond() => Dimensions.Sample(dimensions =>
    {
        float[] plain = Of(dimensions, new RopeScaling.None()).Inverse;
        var dynamic = new RopeScaling.Dynamic(2, 4096);
        Assert.Equal(plain, Of(dimensions, dynamic, 4096).Inverse);
        float[] stretched = Of(dimensions, dynamic, 8192).Inverse;
        Assert.Equal(plain[0], stretched[0]);
        // the slowest pair reaches 2 · 8192 / 4096 − 1 times as far
        float share = dimensions > 2 ? 3 : 1;
        Assert.Equal(plain[^1] / share, stretched[^1], plain[^1] * 1e-5f);
    });

    [Fact]
    public void Long_rope_takes_the_list_for_the_context_it_is_loaded_with()
    {
        var scaling = new RopeScaling.LongRope(4096, 1.5f) { Short = [2, 4], Long = [8, 16] };
        float[] plain = Of(4, new RopeScaling.None()).Inverse;
        Assert.Equal([plain[0] / 2, plain[1] / 4], Of(4, scaling, 4096).Inverse);
        Assert.Equal([plain[0] / 8, plain[1] / 16], Of(4, scaling, 4097).Inverse);
        Assert.Equal(1.5f, Of(4, scaling).Magnitude);
    }

    private static RopeFrequencies Of(int dimensions, RopeScaling scaling, int contextLength = 4096) =>
        RopeFrequencies.Of(new RopeSpec(10000, dimensions, RopeStyle.Halves, scaling), [], contextLength);
}
