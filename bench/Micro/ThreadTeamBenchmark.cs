using BenchmarkDotNet.Attributes;
using Xinference.Kernels;

namespace Xinference.Micro;

/// <summary>What handing out work costs when there is none.</summary>
[MemoryDiagnoser]
public class ThreadTeamBenchmark : IParallelWork, IDisposable
{
    private readonly ThreadTeam _team = new(ThreadTeam.DefaultThreads);

    [Params(2, 64)]
    public int Chunks { get; set; }

    [Benchmark]
    public void HandOut() => _team.Run(this, Chunks);

    public void Run(int chunk, int thread)
    {
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }
}
