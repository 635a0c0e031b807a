using CsCheck;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;

namespace Xinference.Kernels.Tests;

public sealed unsafe class AttentionTests
{
    private readonly ReferenceKernels _reference = new();
    private readonly SimdKernels _simd = new();

    private readonly IKernels[] _vectors =
        [.. KernelRungs.Names.Where(name => name != "reference" && KernelRungs.Runs(name)).Select(name => KernelRungs.Select(name).Kernels)];

    public static TheoryData<KvType> Types => new(Enum.GetValues<KvType>());

    [Theory]
    [MemberData(nameof(Types))]
    public void Attention_is_within_its_budget_of_the_reference(KvType type) => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            int headDim = random.Next(3) == 0 ? 16 * random.Next(1, 9) : random.Next(1, 140);
            int position = random.Next(0, 200);
            using var scene = new AttentionScene(type, headDim, position + 1, random);
            var shape = new AttentionShape(4, 2, headDim, 1 / MathF.Sqrt(headDim), random.Next(3) == 0 ? random.Next(1, 60) : 0);
            using Floats query = Floats.Random(4 * headDim, random, 2);
            for (int head = 0; head < 4; head++)
            {
                float[] expected = scene.Attend(_reference, shape, query, position, head);
                double magnitude = shape.Scale * headDim * 2 * AttentionScene.KeyBound;
                foreach (IKernels kernels in _vectors)
                {
                    double bound = AttentionBudget.Of(kernels, type, shape, position + 1, magnitude);
                    float[] found = scene.Attend(kernels, shape, query, position, head);
                    for (int d = 0; d < headDim; d++)
                    {
                        Same.Within(expected[d], found[d], bound, $"{kernels.Name} {type} head {head} element {d} of {headDim} at {position}");
                    }
                }
            }
        },
        iter: 40);

    [Theory]
    [MemberData(nameof(Types))]
    public void A_token_gives_the_same_bits_whatever_follows_it_and_wherever_blocks_lie(KvType type) => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            int headDim = random.Next(2) == 0 ? 16 * random.Next(1, 9) : random.Next(1, 70);
            int position = random.Next(0, 100);
            using Floats query = Floats.Random(4 * headDim, random);
            var shape = new AttentionShape(4, 2, headDim, 0.3f, random.Next(2) * 20);
            using var alone = new AttentionScene(type, headDim, position + 1, new Random(seed));
            using var followed = new AttentionScene(type, headDim, position + 50, new Random(seed), blockOffset: 3);
            foreach (IKernels kernels in (IKernels[])[_reference, .. _vectors])
            {
                float[] expected = alone.Attend(kernels, shape, query, position, 3);
                Same.Bits(expected, followed.Attend(kernels, shape, query, position, 3), $"{kernels.Name} {type} at {position}");
            }
        },
        iter: 40);

    [Fact]
    public void A_window_hides_what_lies_before_it()
    {
        using var scene = new AttentionScene(KvType.F32, 8, 40, new Random(5));
        using Floats query = Floats.Random(32, new Random(6));
        float[] found = scene.Attend(_simd, new AttentionShape(4, 2, 8, 1, Window: 1), query, 39, 0);
        Same.Bits(scene.Value(39, 0), found, "the only value seen");
    }

    [Fact]
    public void Rows_of_integers_err_by_half_a_step()
    {
        var layout = new KvLayout(KvType.Int8, 1, 1, 20);
        using var cache = new KvCache(layout, 1);
        using Floats keys = Floats.Random(20, new Random(3), 5);
        using var zeros = new Floats(20);
        _simd.StoreKv(cache, 0, 0, 7, keys.Data, zeros.Data);
        float step = keys.Span.ToArray().Max(MathF.Abs) / sbyte.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            float stored = KvElements.Read(layout, KvSide.Keys, cache.Keys(0, 0), 7, i);
            Same.Within(keys.Span[i], stored, step * (0.5 + (256 * Tolerance.Unit)), $"element {i}");
            Assert.Equal(0, KvElements.Read(layout, KvSide.Values, cache.Values(0, 0), 7, i));
        }
    }

    [Theory]
    [InlineData(KvType.F32, 256)]
    [InlineData(KvType.BF16, 128)]
    [InlineData(KvType.Int8, 68)]
    public void Layout_sizes(KvType type, int headBytes)
    {
        var layout = new KvLayout(type, 3, 2, 64);
        Assert.Equal(headBytes, layout.HeadBytes);
        Assert.Equal(headBytes * 2L * 16, layout.PlaneBytes);
        Assert.Equal(headBytes * 2L * 16 * 2 * 3, layout.BlockBytes);
        Assert.Equal(layout.PlaneBytes / 2, layout.TileOffset(1));
    }
}
