using CsCheck;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Tests;

public sealed unsafe class RoutingTests
{
    private static readonly IKernels[] Rungs = [new ReferenceKernels(), new SimdKernels()];
    private static readonly float[] Odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, 1, float.Epsilon];

    private static readonly Gen<(Routing Routing, int Seed)> Cases =
        from experts in Gen.Int[1, 130]
        from used in Gen.Int[1, Math.Min(experts, 9)]
        from gating in Gen.Enum<ExpertGating>()
        from normalize in Gen.Bool
        from seed in Gen.Int
        select (new Routing(experts, used, gating, normalize, 1.5f), seed);

    [Fact]
    public void Both_rungs_choose_the_best_and_weigh_alike() => Cases.Sample(c =>
    {
        (Routing routing, int seed) = c;
        using Floats scores = Floats.Random(routing.Experts, new Random(seed), 6);
        (int[] experts, float[] weights) = Route(Rungs[0], scores, null, routing);
        (int[] others, float[] weightsToo) = Route(Rungs[1], scores, null, routing);
        float[] values = scores.Span.ToArray();
        Assert.Equal(Enumerable.Range(0, routing.Experts).OrderByDescending(i => values[i]).ThenBy(i => i).Take(routing.Used), experts);
        Assert.Equal(experts, others);
        for (int i = 0; i < routing.Used; i++)
        {
            Same.Within(weights[i], weightsToo[i], Tolerance.Routing(routing.Experts, 12) * weights[i], $"weight {i} of {routing}");
        }
    });

    [Fact]
    public void Normalised_weights_add_up_to_the_scale() => Cases.Where(c => c.Routing.Normalize).Sample(c =>
    {
        using Floats scores = Floats.Random(c.Routing.Experts, new Random(c.Seed), 6);
        foreach (IKernels kernels in Rungs)
        {
            Assert.Equal(1.5, Route(kernels, scores, null, c.Routing).Weights.Sum(w => (double)w), 1e-5);
        }
    });

    [Fact]
    public void A_bias_changes_the_choice_but_not_the_weights()
    {
        var routing = new Routing(3, 1, ExpertGating.Sigmoid, Normalize: false);
        using Floats scores = Floats.Of([0, 1, 2]);
        using Floats bias = Floats.Of([9, 0, 0]);
        foreach (IKernels kernels in Rungs)
        {
            (int[] experts, float[] weights) = Route(kernels, scores, bias, routing);
            Assert.Equal([0], experts);
            Assert.Equal(0.5f, weights[0]);
        }
    }

    [Theory]
    [InlineData(ExpertGating.Softmax, new[] { 0, 1 })] // the group of the single best
    [InlineData(ExpertGating.Sigmoid, new[] { 2, 3 })] // the group whose best two are best
    public void Only_experts_of_the_best_groups_are_chosen(ExpertGating gating, int[] expected)
    {
        var routing = new Routing(6, 2, gating, Groups: 3, UsedGroups: 1);
        using Floats scores = Floats.Of([4, -9, 3.5f, 3, -1, 0]);
        using Floats zeros = Floats.Of(new float[6]);
        foreach (IKernels kernels in Rungs)
        {
            Assert.Equal(expected, Route(kernels, scores, zeros, routing).Experts);
        }
    }

    [Fact]
    public void Whatever_the_scores_the_experts_are_different_ones() => Gen.Select(
        Gen.Int[0, 5].Select(i => Odd[i]).Array[8], Gen.Int[1, 8], Gen.Enum<ExpertGating>())
        .Sample((values, used, gating) =>
        {
            using Floats scores = Floats.Of(values);
            using Floats bias = Floats.Of(new float[8]);
            foreach (IKernels kernels in Rungs)
            {
                foreach (int groups in (int[])[1, 2])
                {
                    var routing = new Routing(8, Math.Min(used, 8 / groups), gating, Groups: groups, UsedGroups: 1);
                    int[] experts = Route(kernels, scores, bias, routing).Experts;
                    Assert.Equal(experts.Length, experts.Distinct().Count());
                    Assert.All(experts, e => Assert.InRange(e, 0, 7));
                }
            }
        });

    private static (int[] Experts, float[] Weights) Route(IKernels kernels, Floats scores, Floats? bias, Routing routing)
    {
        int[] experts = new int[routing.Used];
        float[] weights = new float[routing.Used];
        fixed (int* chosen = experts)
        {
            fixed (float* shares = weights)
            {
                kernels.Route(scores.Data, bias is null ? null : bias.Data, routing, chosen, shares);
            }
        }

        return (experts, weights);
    }
}
