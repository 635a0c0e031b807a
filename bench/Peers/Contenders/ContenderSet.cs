using Xinference.Peers.Cases;
using Xinference.Tensors;

namespace Xinference.Peers.Contenders;

/// <summary>The contenders by name. One that cannot be had is left out with its reason; our own must be there.</summary>
internal sealed class ContenderSet(string? kernels)
{
    private readonly Dictionary<string, IContender> _all = new()
    {
        [ContenderNames.Ours] = new XinferenceContender(null, kernels),
        [ContenderNames.OursInt8] = new XinferenceContender("int8", kernels),
        [ContenderNames.LlamaCpp] = new LlamaCppContender(),
        [ContenderNames.Torch] = new TorchContender(DType.F32),
        [ContenderNames.TorchBf16] = new TorchContender(DType.BF16),
        [ContenderNames.Onnx] = new OnnxContender(),
    };

    public IContender this[string name] => _all[name];

    /// <summary>Prepares those that cases name, and gives why some cannot be had.</summary>
    public async Task<IReadOnlyDictionary<string, string>> PrepareAsync(
        IEnumerable<string> names, Action<string> report, CancellationToken cancellationToken)
    {
        Dictionary<string, string> missing = [];
        foreach (string name in names)
        {
            report($"preparing {name}");
            try
            {
                await _all[name].PrepareAsync(cancellationToken);
            }
            catch (BenchException e) when (!ContenderNames.IsOurs(name))
            {
                missing[name] = e.Message;
            }
        }

        return missing;
    }
}
