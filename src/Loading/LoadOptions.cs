using Xinference.Kernels;

namespace Xinference.Loading;

/// <summary>How a model is to be run. What is left null is chosen to fit the model and the machine.</summary>
public sealed record LoadOptions
{
    /// <summary>The name that metrics carry; null: the model's own.</summary>
    public string? Uid { get; init; }

    /// <summary>Threads that compute; null: one for each core this process may use.</summary>
    public int? Threads { get; init; }

    /// <summary>Positions of one sequence; null: what the model was made for, less where memory is short.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Bytes for keys and values; null: room for several full contexts, as far as memory goes.</summary>
    public long? KvCacheBytes { get; init; }

    /// <summary>Full contexts that keys and values have room for where <see cref="KvCacheBytes"/> is null and memory allows, ≥ 1.</summary>
    public int KvContexts { get; init; } = 8;

    /// <summary>How keys and values are kept.</summary>
    public KvType KvType { get; init; } = KvType.F32;

    /// <summary>In what precision activations enter matrix products.</summary>
    public ComputeMode Compute { get; init; } = ComputeMode.Auto;

    /// <summary>How weight matrices are kept.</summary>
    public WeightStorage Storage { get; init; } = WeightStorage.None;

    /// <summary>Tokens of one step, ≥ 1.</summary>
    public int MaxBatchTokens { get; init; } = 512;

    /// <summary>Sequences computed at once, ≥ 1.</summary>
    public int MaxSequences { get; init; } = 32;

    /// <summary>The kernels to run on (<see cref="KernelRungs.Names"/>); null: the best there is.</summary>
    public string? Rung { get; init; }
}

/// <summary>How far loading has come.</summary>
/// <param name="Stage">What is being done, for people.</param>
/// <param name="Fraction">Done so far, 0…1.</param>
public readonly record struct LoadProgress(string Stage, double Fraction);
