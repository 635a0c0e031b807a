using System.Globalization;

namespace Xinference.Testing;

/// <summary>What the system says of this process's memory.</summary>
public static class ProcessMemory
{
    private const string Field = "RssFile:";

    /// <summary>Bytes of mapped files that are in memory; null where the system does not say.</summary>
    public static long? OfFiles()
    {
        string? line = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return line is null ? null : long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
