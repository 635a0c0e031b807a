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
        long available = ReadKilobytes("/proc/meminfo", "MemAvailable:") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return Math.Min(available, ReadGroupHeadroom("/sys/fs/cgroup") ?? long.MaxValue);
    }

    /// <summary>Bytes of this process that lie in huge pages; null where the system does not say.</summary>
    public static long? InHugePages() => ReadKilobytes("/proc/self/smaps_rollup", "AnonHugePages:");

    private static long? ReadKilobytes(string path, string field)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
            {
                string kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return null;
    }

    /// <summary>What a control group (version 2) leaves; file pages count as used there, but the system takes them back when it needs them.</summary>
    internal static long? ReadGroupHeadroom(string folder)
    {
        long? limit = ReadNumber(Path.Combine(folder, "memory.max"));
        long? used = ReadNumber(Path.Combine(folder, "memory.current"));
        return limit is { } l && used is { } u ? Math.Clamp(l - u + FilePages(Path.Combine(folder, "memory.stat")), 0, l) : null;
    }

    private static long FilePages(string path) => !File.Exists(path)
        ? 0
        : File.ReadLines(path)
            .Select(line => line.Split(' '))
            .Where(field => field is ["active_file" or "inactive_file", _])
            .Sum(field => long.Parse(field[1], CultureInfo.InvariantCulture));

    private static long? ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out long value) ? value : null;
}
