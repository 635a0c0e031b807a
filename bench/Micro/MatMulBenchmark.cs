using BenchmarkDotNet.Attributes;
using Xinference.Kernels;
using Xinference.Tensors;

namespace Xinference.Micro;

/// <summary>A weight matrix of a 7B model's size times one token (decode) and many (prefill), on all cores.</summary>
[MemoryDiagnoser]
public unsafe class MatMulBenchmark : IParallelWork, IDisposable
{
    private const int Columns = 4096;
    private const int Rows = 4096;
    private const int ChunkRows = 64;
    private NativeBuffer _weights = null!;
    private NativeBuffer _x = null!;
    private NativeBuffer _y = null!;
    private PackedMatrix _matrix = null!;
    private ThreadTeam _team = null!;

    [Params(DType.F32, DType.BF16, DType.F16, DType.Q8_0, DType.Q4_0, DType.Q4_K, DType.Q6_K)]
    public DType Type { get; set; }

    [Params(1, 4, 128)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _weights = new NativeBuffer(Type.ByteCount((long)Rows * Columns));
        _x = new NativeBuffer((long)Tokens * Columns * sizeof(float));
        _y = new NativeBuffer((long)Tokens * Rows * sizeof(float));
        new Span<float>((float*)_x.Data, Tokens * Columns).Fill(0.5f);
        _matrix = KernelRungs.Select().Kernels.Pack(new TensorView(_weights.Data, Type, new Shape(Rows, Columns)));
        _team = new ThreadTeam(ThreadTeam.DefaultThreads);
    }

    [Benchmark]
    public void Multiply() => _team.Run(this, Rows / ChunkRows);

    public void Run(int chunk, int thread) =>
        _matrix.Multiply((float*)_x.Data, Tokens, (float*)_y.Data, Rows, chunk * ChunkRows, ChunkRows);

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        _matrix.Dispose();
        _y.Dispose();
        _x.Dispose();
        _weights.Dispose();
        GC.SuppressFinalize(this);
    }
}
