using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Where each tensor lies; keeps the order in which they are added.</summary>
internal sealed class TensorTable
{
    private readonly OrderedDictionary<string, TensorInfo> _infos = [];
    private readonly Dictionary<string, (MappedFile File, long Offset)> _places = [];

    public IReadOnlyDictionary<string, TensorInfo> Infos => _infos;

    /// <summary>Adds a tensor; its extent must have been checked to lie in the file.</summary>
    public void Add(MappedFile file, TensorInfo info, long offset)
    {
        if (!_infos.TryAdd(info.Name, info))
        {
            throw new WeightFileException(file.Path, $"tensor {WeightFileException.Quote(info.Name)} occurs twice");
        }

        _places.Add(info.Name, (file, offset));
    }

    public unsafe TensorView Open(string name, string path)
    {
        if (!_places.TryGetValue(name, out (MappedFile File, long Offset) place))
        {
            throw new WeightFileException(
                path,
                $"no tensor {WeightFileException.Quote(name)} among its {_infos.Count}",
                "check that the file is whole and of the expected architecture");
        }

        TensorInfo info = _infos[name];
        return new(place.File.Data + place.Offset, info.Type, info.Shape, place.File);
    }
}
