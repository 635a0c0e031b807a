using System.Reflection;

namespace Xinference.Catalog;

/// <summary>
/// The model inside the program. Weights are mapped from files, so it is unpacked once, into a folder named after its contents.
/// </summary>
public static class EmbeddedModel
{
    /// <summary>What it goes by.</summary>
    public const string Name = "tiny";

    private const string Prefix = Name + "/";

    private static readonly string[] Languages = ["en", "zh"];

    private static readonly Assembly Assembly = typeof(EmbeddedModel).Assembly;

    /// <summary>Puts the model's files below <paramref name="home"/>, unless they are there already, and says where.</summary>
    /// <exception cref="CatalogException">The files cannot be written.</exception>
    public static ModelLocation Unpack(string home) => Unpack(new PackedFolder(Name, [.. Resources().Select(Pack)]), home);

    /// <exception cref="CatalogException">The files cannot be written.</exception>
    internal static ModelLocation Unpack(PackedFolder packed, string home)
    {
        string parent = Path.Combine(home, "embedded");
        try
        {
            return new(Name, packed.Unpack(parent))
            {
                Description = "A very small model of a small, consistent world; it ships inside the program.",
                Languages = Languages,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CatalogException(
                $"the embedded model cannot be unpacked below {parent}: {e.Message.TrimEnd('.')}; set XINFERENCE_HOME to a folder that can be written", e);
        }
    }

    private static PackedFile Pack(string resource) => new(resource[Prefix.Length..], () => Assembly.GetManifestResourceStream(resource)!);

    private static IEnumerable<string> Resources() =>
        Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
