using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Tests;

/// <summary>Layer norm and activations of every rung against their reference.</summary>
public sealed unsafe class EncoderOpTests
{
    private readonly ReferenceKernels _reference = new();

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string rung in KernelRungs.Names.Where(KernelRungs.Runs))
            {
                foreach (int length in (int[])[1, 15, 16, 17, 33, 64, 172, 1000])
                {
                    data.Add(rung, length);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Layer_norm_is_within_its_budget_and_works_in_place(string rung, int length)
    {
        var random = new Random(length);
        using Floats x = Floats.Random(length, random, 10);
        using Floats weight = Floats.Random(length, random);
        using Floats bias = Floats.Random(length, random);
        foreach (float* shift in new[] { (nint)bias.Data, 0 })
        {
            using var expected = new Floats(length);
            using Floats found = Floats.Of(x.Span);
            _reference.LayerNorm(x.Data, weight.Data, shift, 1e-5f, expected.Data, length);
            KernelRungs.Select(rung).Kernels.LayerNorm(found.Data, weight.Data, shift, 1e-5f, found.Data, length);
            double mean = x.Span.ToArray().Average(v => (double)v);
            double deviation = Math.Sqrt(x.Span.ToArray().Average(v => (v - mean) * (v - mean)) + 1e-5);
            double largest = x.Span.ToArray().Max(MathF.Abs);
            for (int i = 0; i < length; i++)
            {
                double magnitude = (2 * largest * Math.Abs(weight.Span[i]) / deviation) + (shift is null ? 0 : Math.Abs(bias.Span[i]));
                Same.Within(expected.Span[i], found.Span[i], magnitude * Tolerance.LayerNorm(length), $"{rung} element {i}");
            }
        }
    }

    [Fact]
    public void A_constant_row_becomes_the_bias()
    {
        using Floats bias = Floats.Random(33, new Random(1));
        using Floats weight = Floats.Random(33, new Random(2));
        foreach (string rung in KernelRungs.Names.Where(KernelRungs.Runs))
        {
            using var x = new Floats(33);
            x.Span.Fill(0.5f);
            KernelRungs.Select(rung).Kernels.LayerNorm(x.Data, weight.Data, bias.Data, 1e-12f, x.Data, 33);
            Same.Bits(bias.Span, x.Span, rung);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Activations_are_within_their_budgets_and_work_in_place(string rung, int length)
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (float bound in (float[])[1e-30f, 0.01f, 1, 8, 90])
            {
                using Floats x = Floats.Random(length, new Random(length), bound);
                using var expected = new Floats(length);
                using Floats found = Floats.Of(x.Span);
                _reference.Activate(activation, x.Data, expected.Data, length);
                KernelRungs.Select(rung).Kernels.Activate(activation, found.Data, found.Data, length);
                for (int i = 0; i < length; i++)
                {
                    Same.Within(expected.Span[i], found.Span[i], Budget(activation, x.Span[i]), $"{rung} {activation} of {x.Span[i]:G9}");
                }
            }
        }
    }

    [Fact]
    public void Activations_of_special_values()
    {
        float[] values = [0, -0f, 1e30f, -1e30f, float.PositiveInfinity, float.NaN, float.MaxValue, float.MinValue];
        foreach (IKernels kernels in KernelRungs.Names.Where(KernelRungs.Runs).Select(name => KernelRungs.Select(name).Kernels))
        {
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                using Floats x = Floats.Of(values);
                kernels.Activate(activation, x.Data, x.Data, values.Length);
                float one = activation == Activation.Tanh ? 1 : 1e30f;
                float[] found = x.Span.ToArray();
                Assert.Equal((0f, 0f, one), (found[0], found[1], found[2]));
                Assert.Equal(activation == Activation.Tanh ? -1 : 0, found[3]);
                Assert.True(float.IsNaN(found[5]), $"{kernels.Name} {activation}");
            }
        }
    }

    private static double Budget(Activation activation, float x) => float.Epsilon + (activation switch
    {
        Activation.Gelu => Math.Abs(x) * Tolerance.Gelu,
        Activation.GeluTanh => Math.Abs(x) * Tolerance.GeluTanh,
        Activation.Tanh => Tolerance.Tanh,
    });
}
