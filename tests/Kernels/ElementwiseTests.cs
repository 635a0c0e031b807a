using System.Runtime.Intrinsics;
using CsCheck;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Tests;

public sealed unsafe class ElementwiseTests
{
    private readonly ReferenceKernels _reference = new();
    private readonly SimdKernels _simd = new();

    public static TheoryData<int> Lengths => new(1, 15, 16, 17, 33, 64, 172, 1000);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void RmsNorm_is_within_its_budget_and_works_in_place(int length)
    {
        var random = new Random(length);
        using Floats x = Floats.Random(length, random, 10);
        using Floats weight = Floats.Random(length, random);
        using var expected = new Floats(length);
        _reference.RmsNorm(x.Data, weight.Data, 1e-5f, expected.Data, length);
        _simd.RmsNorm(x.Data, weight.Data, 1e-5f, x.Data, length);
        AssertRelative(expected, x, Tolerance.RmsNorm(length), "norm");
    }

    [Fact]
    public void RmsNorm_of_zeros_is_zero()
    {
        using var x = new Floats(33);
        using Floats weight = Floats.Random(33, new Random(1));
        using var y = new Floats(33);
        _simd.RmsNorm(x.Data, weight.Data, 1e-5f, y.Data, 33);
        Assert.All(y.Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Silu_is_within_its_budget_and_works_in_place(int length)
    {
        var random = new Random(length);
        using Floats gate = Floats.Random(length, random, 80);
        using Floats up = Floats.Random(length, random);
        using var expected = new Floats(length);
        _reference.SiluMultiply(gate.Data, up.Data, expected.Data, length);
        _simd.SiluMultiply(gate.Data, up.Data, gate.Data, length);
        AssertRelative(expected, gate, Tolerance.Silu, "silu");
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Add_is_exact(int length)
    {
        var random = new Random(length);
        using Floats x = Floats.Random(length, random);
        using Floats first = Floats.Random(length, random);
        using Floats second = Floats.Of(first.Span);
        _reference.Add(x.Data, first.Data, length);
        _simd.Add(x.Data, second.Data, length);
        Same.Bits(first.Span, second.Span, "sum");
    }

    [Theory]
    [InlineData(RopeStyle.Halves, 2)]
    [InlineData(RopeStyle.Halves, 20)]
    [InlineData(RopeStyle.Halves, 128)]
    [InlineData(RopeStyle.Pairs, 2)]
    [InlineData(RopeStyle.Pairs, 20)]
    [InlineData(RopeStyle.Pairs, 128)]
    public void Rotation_is_within_its_budget_and_leaves_the_rest_alone(RopeStyle style, int dimensions)
    {
        var random = new Random(dimensions);
        using Floats first = Floats.Random(dimensions + 5, random, 4);
        using Floats second = Floats.Of(first.Span);
        using Floats before = Floats.Of(first.Span);
        using var cosSin = new Floats(dimensions);
        for (int i = 0; i < dimensions / 2; i++)
        {
            (cosSin.Span[(dimensions / 2) + i], cosSin.Span[i]) = MathF.SinCos((float)random.NextDouble() * 7);
        }

        _reference.Rotate(first.Data, cosSin.Data, dimensions, style);
        _simd.Rotate(second.Data, cosSin.Data, dimensions, style);
        for (int i = 0; i < dimensions; i++)
        {
            int partner = style == RopeStyle.Pairs ? i ^ 1 : (i + (dimensions / 2)) % dimensions;
            double magnitude = Math.Abs(before.Span[i]) + Math.Abs(before.Span[partner]);
            Same.Within(first.Span[i], second.Span[i], Tolerance.Rotation * magnitude, $"{style} element {i}");
        }

        Same.Bits(before.Span[dimensions..], second.Span[dimensions..], "the rest");
    }

    [Fact]
    public void Exponential_is_within_its_budget() => Gen.Float[-87, 88].Array[16].Sample(x =>
    {
        Vector512<float> found = VectorExp.Exp(Vector512.Create(x));
        for (int i = 0; i < 16; i++)
        {
            double expected = Math.Exp(x[i]);
            Same.Within(expected, found[i], expected * Tolerance.Exp, $"exp({x[i]:G9})");
        }
    });

    [Fact]
    public void Exponential_of_special_values()
    {
        float[] infinite = [float.NegativeInfinity, float.PositiveInfinity, float.NaN, float.MinValue, float.MaxValue];
        float[] x = [.. infinite, -200, 200, -104, 89, 0, -0f, 0, 0, 0, 0, 0];
        Vector512<float> found = VectorExp.Exp(Vector512.Create(x));
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal((x[i], MathF.Exp(x[i])), (x[i], found[i]));
        }
    }

    [Fact]
    public void Exponential_keeps_subnormal_results()
    {
        for (float x = -103; x < -87.4f; x += 0.25f)
        {
            Same.Within(Math.Exp(x), VectorExp.Exp(Vector512.Create(x))[0], 2 * float.Epsilon, $"exp({x})");
        }
    }

    private static void AssertRelative(Floats expected, Floats found, double budget, string what)
    {
        for (int i = 0; i < expected.Span.Length; i++)
        {
            double bound = (Math.Abs(expected.Span[i]) * budget) + float.Epsilon;
            Same.Within(expected.Span[i], found.Span[i], bound, $"{what} element {i}");
        }
    }
}
