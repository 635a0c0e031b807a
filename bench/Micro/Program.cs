using BenchmarkDotNet.Running;

namespace Xinference.Micro;

/// <summary>Runs the benchmarks that the arguments choose, for instance <c>--filter '*MatMul*'</c>.</summary>
internal static class Program
{
    private static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
