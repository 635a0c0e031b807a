namespace Xinference.Testing;

/// <summary>Finds the checkout that the running test was built from, and the optional material beside it.</summary>
public static class RepoFiles
{
    /// <summary>The root of the checkout: the nearest folder above the test binary that holds <c>Xinference.slnx</c>.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A path inside the checkout.</summary>
    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>A path in the folder <c>shared</c> beside the checkout; skips the running test where that is absent.</summary>
    public static string Shared(params ReadOnlySpan<string> parts)
    {
        string path = System.IO.Path.Combine([SharedRoot, .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"needs ../shared/{string.Join('/', parts)}");
        return path;
    }

    /// <summary>Whether the folder <c>shared</c> is there at all; <c>XINFERENCE_TEST_SHARED</c> names another place for it.</summary>
    public static bool HasShared => Directory.Exists(SharedRoot);

    private static string SharedRoot =>
        Environment.GetEnvironmentVariable("XINFERENCE_TEST_SHARED") is { Length: > 0 } other
            ? other
            : System.IO.Path.Combine(Root, "..", "shared");

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? dir = new(start); dir is not null; dir = dir.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(dir.FullName, "Xinference.slnx")))
            {
                return dir.FullName;
            }
        }

        throw new InvalidOperationException($"no Xinference.slnx above {start}");
    }
}
