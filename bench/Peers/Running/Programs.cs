using System.Text.Json.Nodes;

namespace Xinference.Peers.Running;

/// <summary>Programs of this checkout that are run as processes.</summary>
internal static class Programs
{
    private const string SharedSources = "PeerWeights";
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(15);

    /// <summary>The dotnet host that runs this program, else the one on PATH.</summary>
    public static string Dotnet { get; } =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Our own engine; <c>./dev bench</c> builds it first.</summary>
    /// <exception cref="BenchException">It has not been built.</exception>
    public static string Xinference()
    {
        string dll = Checkout.PathOf("artifacts", "bin", "Cli", "release", "xinference.dll");
        return File.Exists(dll) ? dll : throw new BenchException($"{dll} is not there: run ./dev bench, which builds it");
    }

    /// <summary>The processor, as our engine names it.</summary>
    public static async Task<string> ProcessorAsync(CancellationToken cancellationToken)
    {
        string json = await ChildProcess.RunAsync(Dotnet, [Xinference(), "version", "--format", "json"], TimeSpan.FromMinutes(1), cancellationToken);
        return (string?)JsonNode.Parse(json)?["cpu"] ?? "unknown processor";
    }

    /// <summary>Builds a peer that stays out of the solution because its packages are large; gives its program.</summary>
    /// <exception cref="BenchException">It cannot be built, most often because its packages cannot be had.</exception>
    public static async Task<string> BuildAsync(string project, CancellationToken cancellationToken)
    {
        if (Built(project) is { } ready && IsNewer(ready, [Checkout.PathOf("bench", project), Checkout.PathOf("bench", SharedSources)]))
        {
            return ready;
        }

        string file = Checkout.PathOf("bench", project, $"{project}.csproj");
        string[] args = ["build", file, "-c", "Release", "--disable-build-servers", "--tl:off", "-v:q", "-clp:ErrorsOnly"];
        await ChildProcess.RunAsync(Dotnet, args, BuildLimit, cancellationToken, Checkout.Root);
        return Built(project) ?? throw new BenchException($"{project} was built, but its program cannot be found");
    }

    private static string? Built(string project)
    {
        string output = Checkout.PathOf("artifacts", "bin", project);
        return !Directory.Exists(output) ? null : Directory
            .EnumerateFiles(output, $"Xinference.{project}.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static bool IsNewer(string program, IEnumerable<string> folders)
    {
        DateTime built = File.GetLastWriteTimeUtc(program);
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs*", SearchOption.AllDirectories))
            .All(source => File.GetLastWriteTimeUtc(source) <= built);
    }
}
