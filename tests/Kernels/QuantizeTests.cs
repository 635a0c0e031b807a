using CsCheck;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Tests;

public sealed unsafe class QuantizeTests
{
    private readonly ReferenceKernels _reference = new();
    private readonly SimdKernels _simd = new();

    [Fact]
    public void Vectors_quantise_to_the_same_bits_as_the_reference() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        int columns = random.Next(1, 200);
        using Floats x = Floats.Random(columns, random, MathF.Pow(10, random.Next(-40, 39)));
        AssertSame(x, columns);
    });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_group_that_is_not_finite_becomes_not_a_number(float value)
    {
        using Floats x = Floats.Random(64, new Random(3));
        x.Span[40] = value;
        AssertSame(x, 64);
        QuantizedGroup[] groups = Quantize(_simd, x, 64);
        Assert.True(float.IsFinite(groups[0].Scale));
        Assert.True(float.IsNaN(groups[1].Scale));
    }

    [Fact]
    public void Zeros_stay_zeros()
    {
        using var x = new Floats(33);
        foreach (QuantizedGroup group in Quantize(_simd, x, 33).Concat(Quantize(_reference, x, 33)))
        {
            Assert.Equal((0f, 0, 0, 0f), (group.Scale, group.Bias, group.FirstBias, group.ScaledSum));
        }
    }

    [Fact]
    public void Steps_err_by_half_a_step_and_the_sums_are_theirs() => Gen.Int.Sample(seed =>
    {
        using Floats x = Floats.Random(32, new Random(seed), 5);
        QuantizedGroup group = Quantize(_simd, x, 32)[0];
        (int sum, int first) = (0, 0);
        for (int i = 0; i < 32; i++)
        {
            Same.Within(x.Span[i], group.Scale * group.Quants[i], group.Scale * (0.5 + (512 * Tolerance.Unit)), $"element {i}");
            sum += group.Quants[i];
            first += i < 16 ? group.Quants[i] : 0;
        }

        Assert.Equal((-8 * sum, -8 * first, group.Scale * sum), (group.Bias, group.FirstBias, group.ScaledSum));
    });

    private void AssertSame(Floats x, int columns)
    {
        QuantizedGroup[] expected = Quantize(_reference, x, columns);
        QuantizedGroup[] found = Quantize(_simd, x, columns);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(((ReadOnlySpan<sbyte>)expected[i].Quants).ToArray(), ((ReadOnlySpan<sbyte>)found[i].Quants).ToArray());
            Same.Bits([expected[i].Scale, expected[i].ScaledSum], [found[i].Scale, found[i].ScaledSum], $"group {i}");
            Assert.Equal((expected[i].Bias, expected[i].FirstBias), (found[i].Bias, found[i].FirstBias));
        }
    }

    private static QuantizedGroup[] Quantize(IKernels kernels, Floats x, int columns)
    {
        var groups = new QuantizedGroup[QuantizedGroup.RowBytes(columns) / QuantizedGroup.Bytes];
        fixed (QuantizedGroup* first = groups)
        {
            kernels.Quantize(x.Data, first, columns);
        }

        return groups;
    }
}
