using Xinference.Engine.Sampling;
using Xinference.Engine.Scheduling;
using Xinference.Inference;
using Xinference.Kernels;

namespace Xinference.Engine.Execution;

/// <summary>
/// A device that does everything but the arithmetic: its logits are a hash of the sequence's ids so far, spread evenly over [-8, 8). The
/// hash of each position is kept in the blocks as a model would keep keys and values, so that a block given out twice or lost shows.
/// </summary>
public sealed class NullDevice : IDevice
{
    private const float Spread = 16f / (1 << 24);

    private readonly ulong[] _hashes;

    /// <summary>Makes a device with its cache.</summary>
    /// <param name="limits">Limits of the model it stands for.</param>
    /// <param name="blockCount">Blocks of its cache, ≥ 1.</param>
    /// <param name="maxBatchTokens">Tokens of a step, ≥ 1.</param>
    /// <param name="maxSequences">Sequences of a step, ≥ 1.</param>
    public NullDevice(ModelLimits limits, int blockCount = 256, int maxBatchTokens = 256, int maxSequences = 16)
    {
        Info = new DeviceInfo("null", limits, blockCount, maxBatchTokens, maxSequences);
        _hashes = new ulong[checked(blockCount * KvLayout.BlockTokens)];
    }

    /// <inheritdoc/>
    public DeviceInfo Info { get; }

    /// <inheritdoc/>
    public void Execute(StepPlan plan, LogitsBuffer logits)
    {
        int row = 0;
        foreach (ref readonly StepSlice slice in plan.Slices)
        {
            ulong hash = Read(slice);
            if (slice.WantsLogits)
            {
                Spell(hash, logits.Row(row++));
            }
        }
    }

    /// <summary>Nothing to free.</summary>
    public void Dispose()
    {
    }

    private ulong Read(in StepSlice slice)
    {
        ReadOnlySpan<int> blocks = slice.Sequence.Blocks;
        ulong hash = slice.Start == 0 ? 0 : Slot(blocks, slice.Start - 1);
        for (int i = 0; i < slice.Count; i++)
        {
            hash = CounterRandom.Mix(hash ^ (uint)slice.Tokens[i]);
            Slot(blocks, slice.Start + i) = hash;
        }

        return hash;
    }

    private ref ulong Slot(ReadOnlySpan<int> blocks, int position) =>
        ref _hashes[(blocks[position / KvLayout.BlockTokens] * KvLayout.BlockTokens) + (position % KvLayout.BlockTokens)];

    private static void Spell(ulong hash, Span<float> logits)
    {
        for (int id = 0; id < logits.Length; id++)
        {
            logits[id] = ((CounterRandom.Mix(hash + (uint)id) >> 40) * Spread) - 8;
        }
    }
}
