using System.Globalization;

namespace Xinference.Kernels.Jit;

/// <summary>
/// Tells <c>perf</c> the names of emitted routines: lines <c>START SIZE name</c> (hexadecimal) in <c>/tmp/perf-PID.map</c>.
/// </summary>
internal static class PerfMap
{
    /// <summary>Environment variable that asks for the map.</summary>
    public const string Variable = "XINFERENCE_PERF_MAP";

    /// <summary>Adds a routine where a map is asked for; a map that cannot be written is left out.</summary>
    public static void Add(string name, nuint start, int size)
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) == "1")
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{Environment.ProcessId}.map");
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{start:x} {size:x} {name}\n"));
        }
    }
}
