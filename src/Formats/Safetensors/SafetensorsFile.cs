using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>A model in safetensors, in one file or sharded over several with an index.</summary>
public sealed class SafetensorsFile : IWeightFile
{
    private readonly string _path;
    private readonly IReadOnlyList<SafetensorsShard> _shards;
    private readonly TensorTable _table;

    private SafetensorsFile(string path, IReadOnlyList<SafetensorsShard> shards, TensorTable table)
    {
        _path = path;
        _shards = shards;
        _table = table;
    }

    /// <inheritdoc/>
    public string Format => "safetensors";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths => [.. _shards.Select(shard => shard.File.Path)];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _table.Infos;

    /// <summary>
    /// Opens a <c>.safetensors</c> file, an index (<c>model.safetensors.index.json</c>), or a folder that holds either. Of a sharded model the
    /// tensors that the index lists are there, from the shard it names.
    /// </summary>
    /// <exception cref="WeightFileException">A file is missing, unreadable or damaged, or the index names files outside its folder.</exception>
    public static SafetensorsFile Open(string pathOrFolder)
    {
        string path = Directory.Exists(pathOrFolder) ? Find(pathOrFolder) : pathOrFolder;
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? OpenSharded(path) : OpenSingle(path);
    }

    /// <inheritdoc/>
    TensorView IWeightFile.Open(string name) => _table.Open(name, _path);

    /// <inheritdoc/>
    public void Dispose() => Close(_shards);

    private static string Find(string folder)
    {
        string[] usual = [Path.Combine(folder, "model.safetensors"), Path.Combine(folder, SafetensorsIndex.FileName)];
        if (usual.FirstOrDefault(File.Exists) is { } found)
        {
            return found;
        }

        string[] files = WeightFiles.List(folder, "*.safetensors");
        return files switch
        {
            [var only] => only,
            [] => throw new WeightFileException(folder, "has no .safetensors file"),
            _ => throw new WeightFileException(
                folder, $"has {files.Length} .safetensors files and no {SafetensorsIndex.FileName}", "add the index, or name one file"),
        };
    }

    private static SafetensorsFile OpenSingle(string path)
    {
        SafetensorsShard shard = SafetensorsShard.Open(path);
        var table = new TensorTable();
        foreach ((TensorInfo info, long offset) in shard.Tensors)
        {
            table.Add(shard.File, info, offset);
        }

        return new(path, [shard], table);
    }

    private static SafetensorsFile OpenSharded(string path)
    {
        OrderedDictionary<string, string> index = SafetensorsIndex.Read(path);
        var shards = new List<SafetensorsShard>();
        try
        {
            foreach (string file in index.Values.Distinct())
            {
                shards.Add(SafetensorsShard.Open(file));
            }

            return new(path, shards, Tabulate(path, index, shards));
        }
        catch
        {
            Close(shards);
            throw;
        }
    }

    private static TensorTable Tabulate(string path, OrderedDictionary<string, string> index, List<SafetensorsShard> shards)
    {
        var table = new TensorTable();
        foreach (SafetensorsShard shard in shards)
        {
            foreach ((TensorInfo info, long offset) in shard.Tensors)
            {
                if (index.TryGetValue(info.Name, out string? file) && file == shard.File.Path)
                {
                    table.Add(shard.File, info, offset);
                }
            }
        }

        return index.FirstOrDefault(entry => !table.Infos.ContainsKey(entry.Key)) is { Key: { } missing, Value: { } place }
            ? throw new WeightFileException(
                path,
                $"lists tensor {WeightFileException.Quote(missing)}, which {Path.GetFileName(place)} does not have",
                "index and files do not belong together; fetch them again")
            : table;
    }

    private static void Close(IEnumerable<SafetensorsShard> shards)
    {
        foreach (SafetensorsShard shard in shards)
        {
            shard.Dispose();
        }
    }
}
