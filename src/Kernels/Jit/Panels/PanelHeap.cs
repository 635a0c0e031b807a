namespace Xinference.Kernels.Jit.Panels;

/// <summary>
/// Memory for packed weights. Matrices lie side by side in large mappings: one mapping each would leave up to two megabytes of each in small
/// pages, or waste as much in a huge one.
/// </summary>
internal sealed class PanelHeap
{
    /// <summary>Alignment of a matrix in bytes: one cache line.</summary>
    public const int Alignment = 64;

    private const long SlabBytes = 64L << 20;
    private readonly Lock _lock = new();
    private PanelSlab? _current;

    /// <summary>Zeroed memory; touched pages alone cost anything.</summary>
    /// <exception cref="InvalidOperationException">The system refuses the memory.</exception>
    public PanelMemory Take(long byteLength)
    {
        lock (_lock)
        {
            if (_current?.TryTake(byteLength) is { } memory)
            {
                return memory;
            }

            var slab = new PanelSlab(Math.Max(byteLength, SlabBytes));
            PanelMemory first = slab.TryTake(byteLength)!;
            _current = slab;
            return first;
        }
    }
}
