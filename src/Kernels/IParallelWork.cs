namespace Xinference.Kernels;

/// <summary>Work in chunks that may run in any order and at the same time.</summary>
public interface IParallelWork
{
    /// <summary>Runs one chunk.</summary>
    /// <param name="chunk">Which, from 0.</param>
    /// <param name="thread">Who runs it, in <c>[0, ThreadTeam.Threads)</c>: an index into per-thread scratch memory.</param>
    void Run(int chunk, int thread);
}
