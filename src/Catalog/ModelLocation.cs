namespace Xinference.Catalog;

/// <summary>Where a model lies.</summary>
/// <param name="Name">What people call it: the file's or folder's name, or the catalogue's.</param>
/// <param name="Path">A GGUF file, a safetensors file, or a folder.</param>
public sealed record ModelLocation(string Name, string Path)
{
    /// <summary>One sentence for people; null where the catalogue knows none.</summary>
    public string? Description { get; init; }

    /// <summary>Two-letter codes of the languages it knows; empty where the catalogue does not know.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];
}
