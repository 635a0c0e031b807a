using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Xinference.Micro;

/// <summary>Runs the benchmarks that the arguments choose, for instance <c>--filter '*MatMul*'</c>.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        // in this process: the tool looks for a project named like the assembly, and ours are named by their room
        Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsDefault();
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, ManualConfig.Create(DefaultConfig.Instance).AddJob(job));
    }
}
