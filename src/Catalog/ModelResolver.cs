namespace Xinference.Catalog;

/// <summary>Turns what people type after <c>--model</c> into a place on disk.</summary>
public static class ModelResolver
{
    /// <summary>Resolves a name or a path; null is the embedded model.</summary>
    /// <param name="nameOrPath">A catalogue name, a weight file, or a model folder. A path wins over a name.</param>
    /// <param name="home">Where unpacked and downloaded models are kept.</param>
    /// <exception cref="CatalogException">There is no such model.</exception>
    public static ModelLocation Resolve(string? nameOrPath, string home)
    {
        if (nameOrPath is not null && (File.Exists(nameOrPath) || Directory.Exists(nameOrPath)))
        {
            return new(NameOf(nameOrPath), nameOrPath);
        }

        return nameOrPath is null or EmbeddedModel.Name
            ? EmbeddedModel.Unpack(home)
            : throw new CatalogException(
                $"there is no model '{nameOrPath}': no such file or folder, and the only model known by name is '{EmbeddedModel.Name}'");
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        string extension = Path.GetExtension(name);
        string shortened = extension is ".gguf" or ".safetensors" ? name[..^extension.Length] : name;
        return shortened.Length > 0 ? shortened : "model";
    }
}
