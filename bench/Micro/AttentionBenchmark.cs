using BenchmarkDotNet.Attributes;
using Xinference.Kernels;
using Xinference.Tensors;

namespace Xinference.Micro;

/// <summary>One token's attention over a long context, 32 query heads on 8 key and value heads, on all cores.</summary>
public unsafe class AttentionBenchmark : IParallelWork, IDisposable
{
    private const int Heads = 32;
    private const int KvHeads = 8;
    private const int HeadDim = 128;
    private readonly IKernels _kernels = KernelRungs.Select().Kernels;
    private NativeBuffer _query = null!;
    private NativeBuffer _output = null!;
    private NativeBuffer _blocks = null!;
    private KvCache _cache = null!;
    private ThreadTeam _team = null!;

    [Params(KvType.F32, KvType.BF16, KvType.Int8)]
    public KvType Type { get; set; }

    [Params(512, 8192)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int count = Positions / KvLayout.BlockTokens;
        _cache = new KvCache(new KvLayout(Type, 1, KvHeads, HeadDim), count);
        _query = new NativeBuffer(Heads * HeadDim * sizeof(float));
        _output = new NativeBuffer(Heads * HeadDim * sizeof(float));
        _blocks = new NativeBuffer(count * sizeof(int));
        for (int i = 0; i < count; i++)
        {
            ((int*)_blocks.Data)[i] = i;
        }

        _team = new ThreadTeam(ThreadTeam.DefaultThreads);
    }

    [Benchmark]
    public void Attend() => _team.Run(this, Heads);

    public void Run(int chunk, int thread)
    {
        var query = new AttentionQuery
        {
            Layer = 0,
            Position = Positions - 1,
            Tokens = 1,
            Blocks = (int*)_blocks.Data,
            Query = (float*)_query.Data,
            Output = (float*)_output.Data,
        };
        _kernels.Attend(_cache, new AttentionShape(Heads, KvHeads, HeadDim, 0.1f), query, chunk, 1);
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
}
