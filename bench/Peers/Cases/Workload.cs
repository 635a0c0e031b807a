namespace Xinference.Peers.Cases;

/// <summary>What a contender does in one run.</summary>
public sealed record Workload
{
    /// <summary>Lengths of prompts to read; decoding is measured behind each. A length of 1 stands for an empty context.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [1];

    /// <summary>Tokens decoded behind each prompt.</summary>
    public int Generate { get; init; } = 32;

    /// <summary>Numbers of sequences decoded at once; where there are any, <see cref="Lengths"/> is the one length of their prompts.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [];

    /// <summary>Lengths of texts to encode.</summary>
    public IReadOnlyList<int> Texts { get; init; } = [];

    /// <summary>Texts of a padded batch.</summary>
    public int TextBatch { get; init; } = 32;

    /// <summary>Positions that one sequence needs, in whole blocks.</summary>
    public int Context => (Lengths.Max() + Generate + 63) / 64 * 64;

    /// <summary>Tokens that are read and steps of decoding, warming up and trials included, to estimate how long it takes.</summary>
    public (int Read, int Steps) Amount => (
        (Lengths.Sum() * Math.Max(1, Batches.Sum())) + (Math.Min(Lengths.Max(), 512) / 2) + Texts.Sum(),
        Texts.Count > 0 ? 0 : Generate * (Batches.Count > 0 ? Batches.Sum(batch => 1 + (batch / 8)) : Lengths.Count + 1));
}
