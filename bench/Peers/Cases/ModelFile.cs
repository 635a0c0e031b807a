using Xinference.Synthetic;
using Xinference.Tensors;

namespace Xinference.Peers.Cases;

/// <summary>A synthetic model in one type.</summary>
/// <param name="Shape">Name of the shape.</param>
/// <param name="Type">Type of its matrices.</param>
/// <param name="Folder">A folder with safetensors, not a GGUF file.</param>
public sealed record ModelFile(string Shape, DType Type, bool Folder = false)
{
    public string FileName => Folder ? $"{Shape}.{Type}" : $"{Shape}.{Type}.gguf";

    /// <summary>Bytes of all weights.</summary>
    public long Bytes => SyntheticShapes.All[Shape].Tensors().Sum(tensor => Type.ByteCount(Elements(tensor)));

    /// <summary>Number of all weights.</summary>
    public long Parameters => SyntheticShapes.All[Shape].Tensors().Sum(Elements);

    /// <summary>The same shape as safetensors, in the smaller of the types that a tensor library reads.</summary>
    public ModelFile AsCheckpoint(DType type) => this with { Type = type, Folder = true };

    // vectors are counted as whole blocks: it is an estimate
    private static long Elements(SyntheticTensor tensor) => tensor.Extents.Aggregate(1L, (product, extent) => product * extent);
}
