using Xinference.Peers.Cases;
using Xinference.Synthetic;

namespace Xinference.Peers.Running;

/// <summary>Synthetic models in <c>artifacts/bench/models</c>, made once.</summary>
internal static class ModelStore
{
    private const int PageCacheStep = 8 << 20;

    /// <summary>Makes a file or folder unless it is there, and gives its path.</summary>
    /// <exception cref="BenchException">It cannot be written.</exception>
    public static string Make(ModelFile model, Action<string> report)
    {
        string folder = Path.Combine(Checkout.Artifacts, "models");
        string path = Path.Combine(folder, model.FileName);
        if (Path.Exists(path))
        {
            return path;
        }

        // under another name until it is whole: what an interrupted run leaves must not be taken for a model
        string part = Path.Combine(folder, $"part-{model.FileName}");
        try
        {
            report($"writing {path}");
            Directory.CreateDirectory(folder);
            Write(model, part);
            Directory.Move(part, path);
        }
        catch (IOException e)
        {
            throw new BenchException($"{path} cannot be written: {e.Message}");
        }

        return path;
    }

    /// <summary>Reads a model through once, so that every contender finds it in the page cache.</summary>
    public static void Warm(string path)
    {
        byte[] buffer = new byte[PageCacheStep];
        IEnumerable<string> files = File.Exists(path) ? [path] : Directory.EnumerateFiles(path);
        foreach (string file in files)
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            while (stream.Read(buffer) > 0)
            {
            }
        }
    }

    private static void Write(ModelFile model, string path)
    {
        IModelShape shape = SyntheticShapes.All[model.Shape];
        if (model.Folder)
        {
            SyntheticModel.WriteFolder(shape, model.Type, path);
        }
        else
        {
            SyntheticModel.WriteGguf(shape, model.Type, path);
        }
    }
}
