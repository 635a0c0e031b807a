using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Tests;

/// <summary>What stands between the products of feed-forward blocks, and what adds their results up.</summary>
public sealed unsafe class GateTests
{
    private static readonly float[] Special =
        [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1e-39f, -1e-39f, 1e30f, -1e30f, 3, -3, 7, 90, -90, 200];

    private readonly ReferenceKernels _reference = new();
    private readonly SimdKernels _simd = new();

    public static TheoryData<int> Lengths => new(1, 15, 16, 17, 33, 64, 172, 1000);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Gelu_gates_are_within_their_budget_and_work_in_place(int length)
    {
        var random = new Random(length);
        using Floats gate = Floats.Random(length, random, 8);
        using Floats up = Floats.Random(length, random);
        using Floats before = Floats.Of(gate.Span);
        using var expected = new Floats(length);
        _reference.GeluMultiply(gate.Data, up.Data, expected.Data, length);
        _simd.GeluMultiply(gate.Data, up.Data, gate.Data, length);
        for (int i = 0; i < length; i++)
        {
            double x = before.Span[i];
            double argument = Math.Abs(GeluTanh.Slope * (x + (GeluTanh.Cubic * x * x * x)));
            double bound = (Tolerance.GeluMultiply(argument) * Math.Abs(expected.Span[i])) + (2 * float.Epsilon);
            Same.Within(expected.Span[i], gate.Span[i], bound, $"gelu({x:G9})");
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Clamped_gates_are_within_their_budget_and_work_in_place(int length)
    {
        var random = new Random(length);
        using Floats gate = Floats.Random(length, random, 12);
        using Floats up = Floats.Random(length, random, 12);
        using Floats before = Floats.Of(gate.Span);
        using var expected = new Floats(length);
        _reference.ClampedSwiglu(gate.Data, up.Data, expected.Data, length);
        _simd.ClampedSwiglu(gate.Data, up.Data, gate.Data, length);
        for (int i = 0; i < length; i++)
        {
            double bounded = Math.Min(before.Span[i], ClampedGate.Limit);
            double share = bounded / (1 + Math.Exp(-ClampedGate.Slope * bounded));
            double through = Math.Min(Math.Abs(up.Span[i]), ClampedGate.Limit) + 1;
            double budget = Tolerance.ClampedSwiglu(ClampedGate.Slope * Math.Abs(bounded));
            Same.Within(expected.Span[i], gate.Span[i], (budget * Math.Abs(share) * through) + float.Epsilon, $"gate {before.Span[i]:G9}");
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Soft_caps_are_within_their_budget(int length)
    {
        foreach (float cap in (float[])[0.5f, 30, 50])
        {
            using Floats first = Floats.Random(length, new Random(length), 4 * cap);
            using Floats second = Floats.Of(first.Span);
            _reference.SoftCap(first.Data, cap, length);
            _simd.SoftCap(second.Data, cap, length);
            for (int i = 0; i < length; i++)
            {
                Same.Within(first.Span[i], second.Span[i], Tolerance.SoftCap * cap, $"cap {cap} element {i}");
                Assert.InRange(second.Span[i], -cap, cap);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Scaling_is_exact_and_scaled_sums_are_rounded_once(int length)
    {
        var random = new Random(length);
        using Floats x = Floats.Random(length, random);
        using Floats first = Floats.Random(length, random);
        using Floats second = Floats.Of(first.Span);
        _reference.Scale(first.Data, 0.3f, length);
        _simd.Scale(second.Data, 0.3f, length);
        Same.Bits(first.Span, second.Span, "scaled");
        _reference.AddScaled(x.Data, 0.7f, first.Data, length);
        _simd.AddScaled(x.Data, 0.7f, second.Data, length);
        for (int i = 0; i < length; i++)
        {
            Same.Within(first.Span[i], second.Span[i], Tolerance.ScaledSum * Math.Abs(first.Span[i]), $"element {i}");
        }
    }

    [Fact]
    public void Special_values_give_what_the_reference_gives()
    {
        int length = Special.Length;
        using Floats ones = Floats.Of([.. Enumerable.Repeat(1f, length)]);
        Check((kernels, x, y) => kernels.GeluMultiply(x, ones.Data, y, length), 1e-4);
        Check((kernels, x, y) => kernels.ClampedSwiglu(x, ones.Data, y, length), 1e-4);
        Check((kernels, x, y) => kernels.ClampedSwiglu(ones.Data, x, y, length), 1e-4);
        Check(
            (kernels, x, y) =>
            {
                new ReadOnlySpan<float>(x, length).CopyTo(new(y, length));
                kernels.SoftCap(y, 30, length);
            },
            1e-4);
    }

    private delegate void Op(IKernels kernels, float* x, float* y);

    private void Check(Op op, double relative)
    {
        using Floats x = Floats.Of(Special);
        using var expected = new Floats(Special.Length);
        using var found = new Floats(Special.Length);
        op(_reference, x.Data, expected.Data);
        op(_simd, x.Data, found.Data);
        for (int i = 0; i < Special.Length; i++)
        {
            // infinities and NaNs must agree; tiny arguments may lose their last bits
            double bound = float.IsFinite(expected.Span[i]) ? (relative * Math.Abs(expected.Span[i])) + 1e-5 : 0;
            Same.Within(expected.Span[i], found.Span[i], bound, $"of {Special[i]:G9}");
        }
    }
}
