namespace Xinference.Catalog;

/// <summary>Where a model lies.</summary>
/// <param name="Name">What people call it: the file's or folder's name, or the catalogue's.</param>
/// <param name="Path">A GGUF file, a safetensors file, or a folder.</param>
public sealed record ModelLocation(string Name, string Path);
