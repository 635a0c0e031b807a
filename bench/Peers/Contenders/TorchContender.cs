using System.Globalization;
using Xinference.Peers.Cases;
using Xinference.Peers.Results;
using Xinference.Peers.Running;
using Xinference.Tensors;

namespace Xinference.Peers.Contenders;

/// <summary>libtorch through TorchSharp, eager; reads the weights as safetensors.</summary>
/// <param name="type">In what type it computes: F32 or BF16.</param>
internal sealed class TorchContender(DType type) : IContender
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
    private string? _program;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new BenchException("the libtorch package that bench/TorchPeer names is for Linux on x64");
        }

        _program ??= await Programs.BuildAsync("TorchPeer", cancellationToken);
    }

    public ModelFile? FileFor(BenchCase one) => one.Model?.AsCheckpoint(one.Figure == Figure.Load ? type : DType.F32);

    public async Task<Measures> RunAsync(BenchCase one, string? model, int threads, CancellationToken cancellationToken)
    {
        string[] args =
        [
            _program!,
            one.Figure == Figure.Load ? "load" : "encode",
            model!,
            type == DType.BF16 ? "bf16" : "f32",
            threads.ToString(CultureInfo.InvariantCulture),
            one.Workload.TextBatch.ToString(CultureInfo.InvariantCulture),
            string.Join(',', one.Figure == Figure.Load ? one.Workload.Lengths : one.Workload.Texts),
        ];
        return Measures.Read(await ChildProcess.RunAsync(Programs.Dotnet, args, Limit, cancellationToken), one.Figure);
    }
}
