using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>The weights of one model, however many files they are spread over. Mapped into memory: opening reads the headers alone.</summary>
/// <remarks>The files must not be truncated while they are open; the system would end the process on the next touch.</remarks>
public interface IWeightFile : IDisposable
{
    /// <summary>The format's name: <c>gguf</c> or <c>safetensors</c>.</summary>
    string Format { get; }

    /// <summary>Every file that belongs to it, in order.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>All tensors by name; enumerates in the order of the data in the files.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Looks at a tensor's data in the mapped file. The view is void once this object is disposed.</summary>
    /// <exception cref="WeightFileException">There is no tensor of this name.</exception>
    /// <exception cref="ObjectDisposedException">The files were closed.</exception>
    TensorView Open(string name);
}
