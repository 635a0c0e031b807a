using BenchmarkDotNet.Attributes;
using Xinference.Kernels;
using Xinference.Tensors;

namespace Xinference.Micro;

/// <summary>Attention of a few tokens at the end of a context, 32 query heads on 4 key and value heads of 64, on all cores.</summary>
public unsafe class AttentionBenchmark : IParallelWork, IDisposable
{
    private const int KvHeads = 4;
    private static readonly AttentionShape Shape = new(32, KvHeads, 64, 0.125f);
    private IKernels _kernels = null!;
    private NativeBuffer _query = null!;
    private NativeBuffer _output = null!;
    private NativeBuffer _blocks = null!;
    private KvCache _cache = null!;
    private ThreadTeam _team = null!;

    [Params("simd", "")]
    public string Rung { get; set; } = "";

    [Params(KvType.F32, KvType.BF16, KvType.Int8)]
    public KvType Type { get; set; }

    [Params(512, 8192)]
    public int Positions { get; set; }

    /// <summary>1: decode; 4: a block of a prompt.</summary>
    [Params(1, 4)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _kernels = KernelRungs.Select(Rung).Kernels;
        int count = Positions / KvLayout.BlockTokens;
        _cache = new KvCache(new KvLayout(Type, 1, KvHeads, Shape.HeadDim), count);
        _query = Random(Tokens * Shape.Heads * Shape.HeadDim);
        _output = new NativeBuffer(Tokens * Shape.Heads * Shape.HeadDim * sizeof(float));
        _blocks = new NativeBuffer(count * sizeof(int));
        using NativeBuffer row = Random(KvHeads * Shape.HeadDim);
        for (int position = 0; position < Positions; position++)
        {
            (int block, int slot) = Math.DivRem(position, KvLayout.BlockTokens);
            ((int*)_blocks.Data)[block] = block;
            _kernels.StoreKv(_cache, 0, block, slot, (float*)row.Data, (float*)row.Data);
        }

        _team = new ThreadTeam(ThreadTeam.DefaultThreads);
    }

    [Benchmark]
    public void Attend() => _team.Run(this, KvHeads);

    public void Run(int chunk, int thread)
    {
        var query = new AttentionQuery
        {
            Layer = 0,
            Position = Positions - Tokens,
            Tokens = Tokens,
            Blocks = (int*)_blocks.Data,
            Query = (float*)_query.Data,
            Output = (float*)_output.Data,
        };
        _kernels.Attend(_cache, Shape, query, chunk * Shape.Group, Shape.Group);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        _cache.Dispose();
        _query.Dispose();
        _output.Dispose();
        _blocks.Dispose();
        GC.SuppressFinalize(this);
    }

    private static NativeBuffer Random(int floats)
    {
        var random = new Random(1);
        var buffer = new NativeBuffer(floats * sizeof(float));
        foreach (ref float value in new Span<float>(buffer.Data, floats))
        {
            value = (float)((random.NextDouble() * 2) - 1);
        }

        return buffer;
    }
}
