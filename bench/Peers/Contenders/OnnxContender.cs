using System.Globalization;
using Xinference.Peers.Cases;
using Xinference.Peers.Results;
using Xinference.Peers.Running;

namespace Xinference.Peers.Contenders;

/// <summary>ONNX Runtime on the processor, in floats; reads the weights from the same safetensors file.</summary>
internal sealed class OnnxContender : IContender
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
    private string? _program;

    public async Task PrepareAsync(CancellationToken cancellationToken) => _program ??= await Programs.BuildAsync("OnnxPeer", cancellationToken);

    public ModelFile? FileFor(BenchCase one) => one.Model;

    public async Task<Measures> RunAsync(BenchCase one, string? model, int threads, CancellationToken cancellationToken)
    {
        string[] args =
        [
            _program!,
            model!,
            threads.ToString(CultureInfo.InvariantCulture),
            one.Workload.TextBatch.ToString(CultureInfo.InvariantCulture),
            string.Join(',', one.Workload.Texts),
        ];
        return Measures.Read(await ChildProcess.RunAsync(Programs.Dotnet, args, Limit, cancellationToken), one.Figure);
    }
}
