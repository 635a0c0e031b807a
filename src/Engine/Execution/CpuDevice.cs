using Xinference.Compiler;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;
using Xinference.Kernels;
using KvMemory = Xinference.Kernels.KvCache;

namespace Xinference.Engine.Execution;

/// <summary>Runs a compiled program on the CPU. It owns the program and the memory of the cache.</summary>
public sealed class CpuDevice : IDevice
{
    private readonly Program _program;
    private readonly KvMemory _cache;
    private readonly StepBatch _batch;

    /// <summary>Makes a device and allocates its cache.</summary>
    /// <param name="name">For people: the kernels and the threads in use.</param>
    /// <param name="program">The model; disposed together with the device.</param>
    /// <param name="layout">How the program keeps keys and values.</param>
    /// <param name="blocks">Blocks of the cache, ≥ 1.</param>
    public CpuDevice(string name, Program program, KvLayout layout, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blocks);
        ProgramLimits limits = program.Limits;
        Info = new DeviceInfo(name, new ModelLimits(limits.VocabularySize, limits.ContextLength), blocks, limits.MaxTokens, limits.MaxSequences);
        _program = program;
        _batch = new StepBatch(limits.MaxTokens, limits.MaxSequences, BlockTable.BlocksFor(limits.ContextLength));
        _cache = new KvMemory(layout, blocks);
    }

    /// <inheritdoc/>
    public DeviceInfo Info { get; }

    /// <inheritdoc/>
    public void Execute(StepPlan plan, LogitsBuffer logits)
    {
        _batch.Clear();
        foreach (ref readonly StepSlice slice in plan.Slices)
        {
            _batch.Add(slice.Tokens, slice.Start, slice.Sequence.Blocks, slice.WantsLogits);
        }

        _program.Execute(_batch, _cache, logits.Rows(plan.LogitCount));
    }

    /// <summary>Frees the program and the cache.</summary>
    public void Dispose()
    {
        _program.Dispose();
        _cache.Dispose();
    }
}
