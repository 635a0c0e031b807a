using Xinference.PeerWeights;
using static TorchSharp.torch;

namespace Xinference.TorchPeer;

/// <summary>Tensors of a checkpoint, read straight into the memory of the tensors: no faster way is known for this library.</summary>
internal sealed class TorchWeights(CheckpointFile file, ScalarType type)
{
    private readonly Dictionary<string, Tensor> _tensors = Read(file, type);

    public Tensor this[string name] => _tensors[name];

    public Tensor Linear(Tensor x, string name, bool bias = false) =>
        nn.functional.linear(x, _tensors[$"{name}.weight"], bias ? _tensors[$"{name}.bias"] : null);

    private static Dictionary<string, Tensor> Read(CheckpointFile file, ScalarType type)
    {
        using FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Dictionary<string, Tensor> tensors = [];
        foreach ((string name, CheckpointTensor place) in file.Tensors)
        {
            Tensor tensor = empty(place.Shape, place.Type == "BF16" ? ScalarType.BFloat16 : ScalarType.Float32);
            stream.Position = place.Offset;
            stream.ReadExactly(tensor.bytes);
            tensors[name] = tensor.to(type);
        }

        return tensors;
    }
}
