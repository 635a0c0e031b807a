namespace Xinference.Kernels.Tests;

/// <summary>A cache of two layers, of which the second is filled with random keys and values of two heads.</summary>
internal sealed unsafe class AttentionScene : IDisposable
{
    public const float KeyBound = 3;
    public const float ValueBound = 2;
    private const int Layer = 1;
    private const int KvHeads = 2;
    private readonly KvCache _cache;
    private readonly int[] _blocks;
    private readonly List<float[]> _values = [];
    private readonly int _headDim;

    public AttentionScene(KvType type, int headDim, int positions, Random random, int blockOffset = 0)
    {
        _headDim = headDim;
        int count = (positions + KvLayout.BlockTokens - 1) / KvLayout.BlockTokens;
        _cache = new KvCache(new KvLayout(type, 2, KvHeads, headDim), count + blockOffset);
        _blocks = [.. Enumerable.Range(blockOffset, count).Reverse()];
        for (int position = 0; position < positions; position++)
        {
            using Floats keys = Floats.Random(KvHeads * headDim, random, KeyBound);
            using Floats values = Floats.Random(KvHeads * headDim, random, ValueBound);
            _values.Add(values.Span.ToArray());
            int block = _blocks[position / KvLayout.BlockTokens];
            new Simd.SimdKernels().StoreKv(_cache, Layer, block, position % KvLayout.BlockTokens, keys.Data, values.Data);
        }
    }

    public float[] Value(int position, int kvHead) => _values[position].AsSpan(kvHead * _headDim, _headDim).ToArray();

    public float[] Attend(IKernels kernels, AttentionShape shape, Floats query, int position, int head)
    {
        using var output = new Floats(shape.Heads * shape.HeadDim);
        fixed (int* blocks = _blocks)
        {
            var attention = new AttentionQuery
            {
                Layer = Layer,
                Position = position,
                Tokens = 1,
                Blocks = blocks,
                Query = query.Data,
                Output = output.Data,
            };
            kernels.Attend(_cache, shape, attention, head, 1);
        }

        return output.Span.Slice(head * shape.HeadDim, shape.HeadDim).ToArray();
    }

    public void Dispose() => _cache.Dispose();
}
