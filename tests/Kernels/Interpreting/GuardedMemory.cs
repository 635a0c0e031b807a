namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>The memory that a routine may touch: real addresses, each access checked against the regions that a test has named.</summary>
internal sealed unsafe class GuardedMemory
{
    private readonly List<Region> _regions = [];

    /// <summary>Allows a region; regions do not join, so an access across the border of two is refused.</summary>
    public void Allow(string name, void* start, long length, bool writable = false) => _regions.Add(new(name, (ulong)start, (ulong)length, writable));

    /// <summary>The bytes at an address.</summary>
    /// <exception cref="AccessFault">They do not lie in one region, or are to be written in one that is read only.</exception>
    public byte* At(ulong address, int size, bool write)
    {
        foreach (Region region in _regions)
        {
            if (address >= region.Start && address + (uint)size <= region.Start + region.Length && (region.Writable || !write))
            {
                return (byte*)address;
            }
        }

        string places = string.Join(", ", _regions.Select(r => $"{r.Name}{(r.Writable ? "" : " (read only)")} {(long)(address - r.Start):+#;-#;0} of {r.Length}"));
        throw new AccessFault($"{(write ? "writes" : "reads")} {size} bytes outside its memory: {places}");
    }

    private readonly record struct Region(string Name, ulong Start, ulong Length, bool Writable);
}

/// <summary>A routine touched memory that is not its own.</summary>
internal sealed class AccessFault(string message) : Exception(message);
