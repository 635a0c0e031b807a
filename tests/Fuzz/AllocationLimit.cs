namespace Xinference.Fuzz;

/// <summary>Holds a target to memory in proportion to its input: a small file that makes its reader allocate much is a find.</summary>
public readonly struct AllocationLimit
{
    private const long Base = 4 << 20;
    private const long PerByte = 1024;

    private readonly long _most;

    private AllocationLimit(long most) => _most = most;

    /// <summary>Starts to count what this thread allocates.</summary>
    public static AllocationLimit For(ReadOnlySpan<byte> input) => new(GC.GetAllocatedBytesForCurrentThread() + Base + (PerByte * input.Length));

    /// <summary>Throws where the thread has allocated more than the input warrants.</summary>
    public void Check()
    {
        long excess = GC.GetAllocatedBytesForCurrentThread() - _most;
        if (excess > 0)
        {
            throw new InvalidOperationException($"allocated {excess} bytes more than its input warrants");
        }
    }
}
