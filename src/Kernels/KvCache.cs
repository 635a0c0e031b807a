using Xinference.Tensors;

namespace Xinference.Kernels;

/// <summary>The memory of the paged key/value cache. Who owns which block is the scheduler's business.</summary>
public sealed unsafe class KvCache(KvLayout layout, int blocks) : IDisposable
{
    private readonly NativeBuffer _memory = new(checked(layout.BlockBytes * blocks));

    /// <summary>How a block is laid out.</summary>
    public KvLayout Layout { get; } = layout;

    /// <summary>Number of blocks.</summary>
    public int Blocks { get; } = blocks;

    /// <summary>
    /// First byte of the keys of one layer in one block: <c>[KvHeads, BlockTokens]</c> heads of
    /// <see cref="KvLayout.HeadBytes"/>.
    /// </summary>
    public byte* Keys(int layer, int block) => _memory.Data + (block * Layout.BlockBytes) + (2 * layer * Layout.PlaneBytes);

    /// <summary>First byte of the values of one layer in one block, laid out like the keys.</summary>
    public byte* Values(int layer, int block) => Keys(layer, block) + Layout.PlaneBytes;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _memory.Dispose();
}
