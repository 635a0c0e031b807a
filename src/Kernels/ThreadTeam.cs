namespace Xinference.Kernels;

/// <summary>Placeholder for the contract: replaced by the kernels slice.</summary>
public sealed class ThreadTeam : IDisposable
{
    /// <summary>Starts the team; the caller of <see cref="Run"/> is one of its members.</summary>
    public ThreadTeam(int threads) => Threads = threads;

    /// <summary>Members, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs chunks <c>0…chunks-1</c> and returns when all have run. One caller at a time.</summary>
    public void Run(IParallelWork work, int chunks)
    {
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            work.Run(chunk, chunk % Threads);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
