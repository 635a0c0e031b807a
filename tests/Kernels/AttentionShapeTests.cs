using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Tests;

/// <summary>Attention of several tokens and heads at once: shapes, features and the laws of splitting, on every rung.</summary>
public sealed unsafe class AttentionShapeTests
{
    private const float QueryBound = 2;
    private const float SinkBound = 3;
    private const float Slope = 0.02f;
    private readonly ReferenceKernels _reference = new();

    private readonly IKernels[] _rungs = [.. KernelRungs.Names.Where(KernelRungs.Runs).Select(name => KernelRungs.Select(name).Kernels)];

    /// <summary>Position, head dimension, key and value heads, group, window, cap, sinks, slopes.</summary>
    public static TheoryData<KvType, int, int, int, int, int, float, bool> Shapes
    {
        get
        {
            TheoryData<KvType, int, int, int, int, int, float, bool> data = [];
            foreach (KvType type in Enum.GetValues<KvType>())
            {
                data.Add(type, 0, 64, 2, 4, 0, 0, false);
                data.Add(type, 1, 32, 1, 8, 0, 0, true);
                data.Add(type, 15, 80, 2, 1, 0, 5, false);
                data.Add(type, 16, 96, 1, 4, 7, 0, false);
                data.Add(type, 17, 128, 2, 1, 0, 0, true);
                data.Add(type, 33, 256, 1, 2, 0, 30, true);
                data.Add(type, 511, 64, 1, 7, 0, 0, false);
                data.Add(type, 512, 32, 1, 8, 500, 5, true);
                data.Add(type, 513, 72, 1, 2, 0, 0, true);
                data.Add(type, 1025, 64, 1, 4, 0, 0, true);
                data.Add(type, 1025, 128, 1, 1, 513, 0, false);
                data.Add(type, 700, 16, 1, 40, 0, 0, false);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Tokens_and_heads_together_are_within_their_budget(
        KvType type, int position, int headDim, int kvHeads, int group, int window, float cap, bool biased)
    {
        const int Tokens = 3;
        AttentionShape shape = Shape(headDim, kvHeads, group, window, cap);
        using AttentionScene scene = Scene(type, shape, position + Tokens, biased);
        using Floats query = Floats.Random(Tokens * shape.Heads * headDim, new Random(1), QueryBound);
        float[] expected = scene.AttendAll(_reference, shape, query, position, Tokens);
        double magnitude = (shape.Scale * headDim * QueryBound * AttentionScene.KeyBound) + cap + (biased ? SinkBound + (Slope * position) : 0);
        foreach (IKernels kernels in _rungs)
        {
            double bound = AttentionBudget.Of(kernels, type, shape, position + Tokens, magnitude);
            float[] found = scene.AttendAll(kernels, shape, query, position, Tokens);
            for (int i = 0; i < found.Length; i++)
            {
                Same.Within(expected[i], found[i], bound, $"{kernels.Name}: element {i}");
            }
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_token_gives_the_same_bits_alone_in_a_block_and_split(
        KvType type, int position, int headDim, int kvHeads, int group, int window, float cap, bool biased)
    {
        const int Tokens = 19;
        AttentionShape shape = Shape(headDim, kvHeads, group, window, cap);
        using AttentionScene scene = Scene(type, shape, position + Tokens, biased);
        int width = shape.Heads * headDim;
        using Floats query = Floats.Random(Tokens * width, new Random(2), QueryBound);
        foreach (IKernels kernels in _rungs.Where(rung => rung != _rungs[0]))
        {
            float[] together = scene.AttendAll(kernels, shape, query, position, Tokens);
            for (int token = 0; token < Tokens; token++)
            {
                using Floats own = Floats.Of(query.Span.Slice(token * width, width));
                ReadOnlySpan<float> expected = together.AsSpan(token * width, width);
                Same.Bits(expected, scene.AttendAll(kernels, shape, own, position + token, 1), $"{kernels.Name}: token {token}");
                int head = token % shape.Heads;
                float[] alone = scene.Attend(kernels, shape, own, position + token, head);
                Same.Bits(expected.Slice(head * headDim, headDim), alone, $"{kernels.Name}: token {token}, head {head}");
            }

            if (kernels is IStretchAttention stretches && stretches.GoesByStretches(type, shape))
            {
                Same.Bits(together, scene.AttendSplit(stretches, shape, query, position, Tokens), $"{kernels.Name}: split");
            }
        }
    }

    [Theory]
    [InlineData(KvType.F32, float.NaN)]
    [InlineData(KvType.F32, float.PositiveInfinity)]
    [InlineData(KvType.BF16, float.NaN)]
    [InlineData(KvType.Int8, float.NaN)]
    [InlineData(KvType.Int8, float.NegativeInfinity)]
    public void What_is_not_finite_shows_where_it_is_seen_and_nowhere_else(KvType type, float poison)
    {
        const int Position = 600;
        AttentionShape shape = Shape(headDim: 32, kvHeads: 1, group: 4, window: 100, cap: 0);
        using AttentionScene clean = Scene(type, shape, Position + 5, biased: false);
        using AttentionScene poisoned = Scene(type, shape, Position + 5, biased: false);
        using Floats bad = Floats.Of(Enumerable.Repeat(poison, 32).ToArray());
        int[] hidden = [0, Position - 100, Position + 1, Position + 4];
        foreach (int position in hidden)
        {
            poisoned.Store(position, bad, bad);
        }

        using Floats query = Floats.Random(shape.Heads * 32, new Random(3), QueryBound);
        foreach (IKernels kernels in _rungs)
        {
            float[] expected = clean.AttendAll(kernels, shape, query, Position, 1);
            Same.Bits(expected, poisoned.AttendAll(kernels, shape, query, Position, 1), $"{kernels.Name}: hidden");
            float[] shown = poisoned.AttendAll(kernels, shape, query, Position + 1, 1);
            Assert.All(shown, value => Assert.False(float.IsFinite(value), $"{kernels.Name}: {value} though a key is not finite"));
        }
    }

    [Fact]
    public void A_sink_far_above_the_scores_takes_everything()
    {
        AttentionShape shape = Shape(headDim: 16, kvHeads: 1, group: 2, window: 0, cap: 0);
        using AttentionScene scene = Scene(KvType.F32, shape, 20, biased: false);
        using Floats query = Floats.Random(shape.Heads * 16, new Random(4), QueryBound);
        scene.Sinks = [200, -200];
        foreach (IKernels kernels in _rungs)
        {
            float[] found = scene.AttendAll(kernels, shape, query, 19, 1);
            Assert.All(found[..16], value => Assert.Equal(0, value));
            Assert.Contains(found[16..], value => value != 0);
        }
    }

    [Fact]
    public void Slopes_are_those_of_the_paper()
    {
        Assert.Equal([0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f, 0.00390625f], Alibi.Slopes(8, 8));
        Assert.Equal([0.0625f, 0.00390625f, 0.25f], Alibi.Slopes(3, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Alibi.Slopes(0, 8));
    }

    private static AttentionShape Shape(int headDim, int kvHeads, int group, int window, float cap) =>
        new(kvHeads * group, kvHeads, headDim, 1 / MathF.Sqrt(headDim), window, cap);

    private static AttentionScene Scene(KvType type, AttentionShape shape, int positions, bool biased)
    {
        var random = new Random(7);
        var scene = new AttentionScene(type, shape.HeadDim, positions, random, kvHeads: shape.KvHeads);
        if (biased)
        {
            scene.Sinks = [.. Enumerable.Range(0, shape.Heads).Select(head => SinkBound * ((head % 3) - 1))];
            scene.Slopes = [.. Enumerable.Range(0, shape.Heads).Select(head => Slope / (head + 1))];
        }

        return scene;
    }
}
