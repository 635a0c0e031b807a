using System.Globalization;

namespace Xinference.Loading;

/// <summary>How much memory this process may still take.</summary>
public static class MachineMemory
{
    /// <summary>
    /// Bytes to be had without swapping: what Linux calls available, less where a control group allows less; elsewhere what the runtime
    /// knows of the machine.
    /// </summary>
    public static long Available()
    {
        long runtime = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long available = ReadMemInfo("/proc/meminfo") ?? runtime;
        long group = ReadGroupHeadroom("/sys/fs/cgroup") ?? long.MaxValue;
        return Math.Min(Math.Min(available, group), runtime);
    }

    private static long? ReadMemInfo(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            {
                string kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return null;
    }

    private static long? ReadGroupHeadroom(string folder)
    {
        long? limit = ReadNumber(Path.Combine(folder, "memory.max"));
        long? used = ReadNumber(Path.Combine(folder, "memory.current"));
        return limit is { } l && used is { } u ? Math.Max(0, l - u) : null;
    }

    private static long? ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out long value) ? value : null;
}
