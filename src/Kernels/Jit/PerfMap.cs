using System.Globalization;

namespace Xinference.Kernels.Jit;

/// <summary>
/// Tells <c>perf</c> the names of emitted routines: lines <c>START SIZE name</c>, in hexadecimal, in <c>/tmp/perf-PID.map</c>. Where the
/// runtime keeps that file itself it writes at places of its own and would overwrite ours: they go to a file beside it then, and
/// <see cref="Join"/> brings both together.
/// </summary>
public static class PerfMap
{
    /// <summary>Environment variable that asks for the map.</summary>
    public const string Variable = "XINFERENCE_PERF_MAP";

    /// <summary>The runtime's own: 1 and 3 make it keep a map of its methods, 2 something else.</summary>
    private const string RuntimeVariable = "DOTNET_PerfMapEnabled";

    private static string Map => string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{Environment.ProcessId}.map");

    private static string OwnMap => string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{Environment.ProcessId}-kernels.map");

    private static string? RuntimeMode => Environment.GetEnvironmentVariable(RuntimeVariable);

    private static bool IsRuntimes => RuntimeMode is "1" or "3";

    /// <summary>Brings the runtime's lines and ours into one file, at the end of the process; does nothing where there is but one.</summary>
    public static void Join()
    {
        if (!OperatingSystem.IsLinux() || !IsRuntimes || !File.Exists(OwnMap))
        {
            return;
        }

        // the runtime goes on writing to the file it has opened, which has no name any more
        if (File.Exists(Map))
        {
            File.AppendAllText(OwnMap, File.ReadAllText(Map));
        }

        File.Move(OwnMap, Map, overwrite: true);
    }

    /// <summary>Adds a routine where a map is asked for.</summary>
    internal static void Add(string name, nuint start, int size)
    {
        bool isWanted = Environment.GetEnvironmentVariable(Variable) == "1" || RuntimeMode is not (null or "" or "0");
        if (OperatingSystem.IsLinux() && isWanted)
        {
            File.AppendAllText(IsRuntimes ? OwnMap : Map, string.Create(CultureInfo.InvariantCulture, $"{start:x} {size:x} {name}\n"));
        }
    }
}
