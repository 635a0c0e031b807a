namespace Xinference.Peers.Running;

/// <summary>Where things lie in this checkout.</summary>
public static class Checkout
{
    private const string Mark = "Xinference.slnx";

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>Everything that a benchmark leaves behind.</summary>
    public static string Artifacts { get; } = PathOf("artifacts", "bench");

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Mark)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new BenchException($"{AppContext.BaseDirectory} lies in no checkout: no {Mark} above it");
    }
}
