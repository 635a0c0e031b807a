using CsCheck;
using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Tests;

public sealed unsafe class RowAttentionTests
{
    private const int Heads = 4;
    private const int KvHeads = 2;
    private const float Bound = 2;

    private readonly ReferenceKernels _reference = new();

    private readonly IKernels[] _vectors =
        [.. KernelRungs.Names.Where(name => name != "reference" && KernelRungs.Runs(name)).Select(name => KernelRungs.Select(name).Kernels)];

    [Theory]
    [InlineData(1, 64)]
    [InlineData(15, 64)]
    [InlineData(17, 32)]
    [InlineData(33, 1)]
    [InlineData(48, 6)]
    [InlineData(49, 7)]
    [InlineData(200, 80)]
    [InlineData(130, 256)]
    [InlineData(5, 300)]
    public void Attention_is_within_its_budget_of_the_reference(int length, int headDim)
    {
        using var scene = new Scene(length, headDim, length + headDim);
        double magnitude = scene.Shape.Scale * headDim * Bound * Bound;
        double budget = Bound * Tolerance.RowAttention(headDim, length, magnitude);
        float[] expected = scene.Attend(_reference);
        foreach (IKernels kernels in _vectors)
        {
            float[] found = scene.Attend(kernels);
            for (int i = 0; i < expected.Length; i++)
            {
                Same.Within(expected[i], found[i], budget, $"{kernels.Name} element {i} of {length} × {headDim}");
            }
        }
    }

    [Fact]
    public void A_query_gives_the_same_bits_whichever_others_are_asked() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            int length = random.Next(1, 150);
            using var scene = new Scene(length, random.Next(1, 70), seed);
            int first = random.Next(length);
            int count = random.Next(1, length - first + 1);
            foreach (IKernels kernels in (IKernels[])[_reference, .. _vectors])
            {
                float[] whole = scene.Attend(kernels);
                float[] part = scene.Attend(kernels, first, count);
                int width = Heads * scene.Shape.HeadDim;
                Same.Bits(whole.AsSpan(first * width, count * width), part.AsSpan(first * width, count * width), $"{kernels.Name} {first} + {count}");
                Assert.All(part[..(first * width)].Concat(part[((first + count) * width)..]), value => Assert.Equal(0, value));
            }
        },
        iter: 40);

    [Fact]
    public void Far_apart_scores_neither_overflow_nor_lose_the_largest()
    {
        using var scene = new Scene(100, 8, 3) { Scale = 200 };
        float[] expected = scene.Attend(_reference);
        foreach (IKernels kernels in _vectors)
        {
            Assert.All(scene.Attend(kernels).Zip(expected), pair => Same.Within(pair.Second, pair.First, Tolerance.RowAttention(8, 100, 200 * 8 * Bound * Bound) * Bound, "element"));
        }
    }

    private sealed class Scene(int length, int headDim, int seed) : IDisposable
    {
        private readonly Floats _queries = Floats.Random(length * Heads * headDim, new Random(seed), Bound);
        private readonly Floats _keys = Floats.Random(length * KvHeads * headDim, new Random(seed + 1), Bound);
        private readonly Floats _values = Floats.Random(length * KvHeads * headDim, new Random(seed + 2), Bound);

        public float Scale { get; init; } = 1 / MathF.Sqrt(headDim);

        public AttentionShape Shape => new(Heads, KvHeads, headDim, Scale);

        public float[] Attend(IKernels kernels) => Attend(kernels, 0, length);

        public float[] Attend(IKernels kernels, int first, int count)
        {
            using var output = new Floats(length * Heads * headDim);
            var rows = new RowAttention { Queries = _queries.Data, Keys = _keys.Data, Values = _values.Data, Output = output.Data, Length = length };
            for (int head = 0; head < Heads; head++)
            {
                kernels.AttendRows(Shape, rows, head, first, count);
            }

            return output.Span.ToArray();
        }

        public void Dispose()
        {
            _queries.Dispose();
            _keys.Dispose();
            _values.Dispose();
        }
    }
}
