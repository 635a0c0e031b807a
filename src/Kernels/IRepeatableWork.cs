namespace Xinference.Kernels;

/// <summary>
/// Work whose chunks may be computed by a second member when the first has lost its core with the chunk in hand. A chunk is computed into
/// memory of the member's own and committed by the one who is done first; the results of others are dropped.
/// </summary>
/// <remarks>
/// A member that lost its core goes on with <see cref="Compute"/> when it gets it back: perhaps while later work is prepared or runs, until
/// <see cref="ThreadTeam.Settle"/>. What it reads may then be of no use, but must be safe to read.
/// </remarks>
public interface IRepeatableWork : IParallelWork
{
    /// <summary>
    /// Whether the chunks of what was prepared last are computed and committed; otherwise they are run, as is a single chunk and whatever a team
    /// of one is given.
    /// </summary>
    bool IsRepeatable { get; }

    /// <summary>Computes a chunk into the member's own memory.</summary>
    /// <param name="chunk">Index of the chunk.</param>
    /// <param name="thread">Index of the member; it computes one chunk at a time.</param>
    void Compute(int chunk, int thread);

    /// <summary>Moves what the member computed to where it belongs; called once for each chunk.</summary>
    /// <param name="chunk">Index of the chunk.</param>
    /// <param name="thread">Index of the member that computed it.</param>
    void Commit(int chunk, int thread);
}
