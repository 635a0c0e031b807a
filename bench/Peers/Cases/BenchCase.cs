namespace Xinference.Peers.Cases;

/// <summary>What kind of figure a case gives; the names that <c>--only</c> takes.</summary>
public enum Figure
{
    /// <summary>Reading prompts, and decoding one sequence.</summary>
    Speed,

    /// <summary>Decoding several sequences at once.</summary>
    Batch,

    /// <summary>Decoding behind a long context.</summary>
    Context,

    /// <summary>Time to the first token of a new process, and its peak memory.</summary>
    Load,

    /// <summary>Encoding texts of mixed lengths.</summary>
    Encoder,
}

/// <summary>One model and workload that contenders run in turn.</summary>
/// <param name="Figure">What it gives.</param>
/// <param name="Model">What is run; null: the embedded model.</param>
/// <param name="Workload">What is done with it.</param>
/// <param name="Contenders">Who takes part, ours first.</param>
/// <param name="Rounds">How often each runs.</param>
public sealed record BenchCase(Figure Figure, ModelFile? Model, Workload Workload, IReadOnlyList<string> Contenders, int Rounds)
{
    /// <summary>Name of the model, for people.</summary>
    public string ModelName => Model?.Shape ?? "embedded";

    /// <summary>Type of its weights, for people.</summary>
    public string TypeName => Model?.Type.ToString() ?? "own";

    /// <summary>What tells it from others, its workload included: results are found again by it.</summary>
    public string Id => string.Join(
        ' ',
        Figure.ToString().ToLowerInvariant(),
        ModelName,
        TypeName,
        string.Join(',', Workload.Lengths),
        Workload.Generate,
        string.Join(',', Workload.Batches),
        Workload.Texts.Count);
}
