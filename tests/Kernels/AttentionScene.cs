namespace Xinference.Kernels.Tests;

/// <summary>A cache of two layers, of which the second is filled with random keys and values.</summary>
internal sealed unsafe class AttentionScene : IDisposable
{
    public const float KeyBound = 3;
    public const float ValueBound = 2;
    private const int Layer = 1;
    private readonly KvCache _cache;
    private readonly int[] _blocks;
    private readonly List<float[]> _values = [];
    private readonly int _headDim;

    public AttentionScene(KvType type, int headDim, int positions, Random random, int blockOffset = 0, int kvHeads = 2)
    {
        _headDim = headDim;
        int count = (positions + KvLayout.BlockTokens - 1) / KvLayout.BlockTokens;
        _cache = new KvCache(new KvLayout(type, 2, kvHeads, headDim), count + blockOffset);
        _blocks = [.. Enumerable.Range(blockOffset, count).Reverse()];
        for (int position = 0; position < positions; position++)
        {
            using Floats keys = Floats.Random(kvHeads * headDim, random, KeyBound);
            using Floats values = Floats.Random(kvHeads * headDim, random, ValueBound);
            _values.Add(values.Span.ToArray());
            Store(position, keys, values);
        }
    }

    /// <summary>One learned score per head, null for none.</summary>
    public float[]? Sinks { get; set; }

    /// <summary>ALiBi slopes, null for none.</summary>
    public float[]? Slopes { get; set; }

    public float[] Value(int position, int kvHead) => _values[position].AsSpan(kvHead * _headDim, _headDim).ToArray();

    public void Store(int position, Floats keys, Floats values) =>
        new Simd.SimdKernels().StoreKv(
            _cache, Layer, _blocks[position / KvLayout.BlockTokens], position % KvLayout.BlockTokens, keys.Data, values.Data);

    /// <summary>One head of one token.</summary>
    public float[] Attend(IKernels kernels, AttentionShape shape, Floats query, int position, int head) =>
        With(shape, query, position, 1, attention => kernels.Attend(_cache, shape, attention.Value, head, 1))
            .AsSpan(head * shape.HeadDim, shape.HeadDim).ToArray();

    /// <summary>All heads of some tokens, those that share keys in one call.</summary>
    public float[] AttendAll(IKernels kernels, AttentionShape shape, Floats query, int position, int tokens) =>
        With(
            shape,
            query,
            position,
            tokens,
            attention =>
            {
                for (int head = 0; head < shape.Heads; head += shape.Group)
                {
                    kernels.Attend(_cache, shape, attention.Value, head, shape.Group);
                }
            });

    /// <summary>All heads of some tokens, stretch by stretch, the last stretch first.</summary>
    public float[] AttendSplit(IStretchAttention kernels, AttentionShape shape, Floats query, int position, int tokens)
    {
        int first = shape.FirstPosition(position) / kernels.Stretch;
        int last = (position + tokens - 1) / kernels.Stretch;
        int rows = tokens * shape.Group * kernels.PartialFloats(shape);
        using var partials = new Floats((last - first + 1) * rows);
        return With(
            shape,
            query,
            position,
            tokens,
            attention =>
            {
                for (int kvHead = 0; kvHead < shape.KvHeads; kvHead++)
                {
                    for (int stretch = last; stretch >= first; stretch--)
                    {
                        kernels.AttendStretch(_cache, shape, attention.Value, kvHead, stretch, partials.Data + ((stretch - first) * rows));
                    }

                    kernels.JoinStretches(shape, attention.Value, kvHead, first, partials.Data);
                }
            });
    }

    public void Dispose() => _cache.Dispose();

    private float[] With(AttentionShape shape, Floats query, int position, int tokens, Action<Boxed> attend)
    {
        using var output = new Floats(tokens * shape.Heads * shape.HeadDim);
        fixed (int* blocks = _blocks)
        fixed (float* sinks = Sinks)
        fixed (float* slopes = Slopes)
        {
            attend(new Boxed(new AttentionQuery
            {
                Layer = Layer,
                Position = position,
                Tokens = tokens,
                Blocks = blocks,
                Query = query.Data,
                Output = output.Data,
                Sinks = sinks,
                AlibiSlopes = slopes,
            }));
        }

        return output.Span.ToArray();
    }

    private sealed class Boxed(AttentionQuery value)
    {
        public AttentionQuery Value => value;
    }
}
