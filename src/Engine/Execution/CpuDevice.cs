using Xinference.Compiler;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;
using KvMemory = Xinference.Kernels.KvCache;

namespace Xinference.Engine.Execution;

/// <summary>Runs a compiled program on the CPU. It owns the program and the memory of the cache.</summary>
public sealed class CpuDevice : IDevice
{
    private readonly Program _program;
    private readonly KvMemory _cache;
    private readonly StepBatch _batch;

    /// <summary>Takes over a program and its cache; both are disposed together with the device.</summary>
    /// <param name="program">The model.</param>
    /// <param name="cache">Keys and values, laid out as the program keeps them.</param>
    public CpuDevice(Program program, KvMemory cache)
    {
        ProgramLimits limits = program.Limits;
        ModelLimits model = new(limits.VocabularySize, limits.ContextLength);
        Info = new DeviceInfo("cpu", model, cache.Blocks, limits.MaxTokens, limits.MaxSequences);
        _program = program;
        _cache = cache;
        _batch = new StepBatch(limits.MaxTokens, limits.MaxSequences, BlockTable.BlocksFor(limits.ContextLength));
    }

    /// <inheritdoc/>
    public DeviceInfo Info { get; }

    /// <inheritdoc/>
    public ExpertUse? Experts => _program.ExpertUse is { Experts: > 0 } use ? use : null;

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
