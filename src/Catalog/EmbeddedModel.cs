using System.Reflection;
using System.Security.Cryptography;

namespace Xinference.Catalog;

/// <summary>
/// The model inside the program. Weights are mapped from files, so it is unpacked once, into a folder named after its contents.
/// </summary>
public static class EmbeddedModel
{
    /// <summary>What it goes by.</summary>
    public const string Name = "tiny";

    private const string Prefix = Name + "/";

    private static readonly Assembly Assembly = typeof(EmbeddedModel).Assembly;

    /// <summary>Puts the model's files below <paramref name="home"/>, unless they are there already, and says where.</summary>
    /// <exception cref="CatalogException">The files cannot be written.</exception>
    public static ModelLocation Unpack(string home)
    {
        string folder = Path.Combine(home, "embedded", $"{Name}-{Fingerprint()}");
        if (!Directory.Exists(folder))
        {
            try
            {
                UnpackTo(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CatalogException(
                    $"the embedded model cannot be unpacked to {folder}: {e.Message}; set XINFERENCE_HOME to a folder that can be written", e);
            }
        }

        return new(Name, folder);
    }

    // written beside and renamed, so that two programs starting at once both find a whole model
    private static void UnpackTo(string folder)
    {
        string staging = $"{folder}.{Environment.ProcessId}.partial";
        Directory.CreateDirectory(staging);
        foreach (string resource in Resources())
        {
            using Stream source = Open(resource);
            using FileStream target = File.Create(Path.Combine(staging, resource[Prefix.Length..]));
            source.CopyTo(target);
        }

        try
        {
            Directory.Move(staging, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string resource in Resources())
        {
            using Stream stream = Open(resource);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static IEnumerable<string> Resources() =>
        Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static Stream Open(string resource) => Assembly.GetManifestResourceStream(resource)!;
}
