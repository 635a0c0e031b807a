using Xinference.Peers.Cases;
using Xinference.Peers.Results;

namespace Xinference.Peers.Contenders;

/// <summary>An engine that is measured, as a process of its own.</summary>
internal interface IContender
{
    /// <summary>Installs or builds what it needs; cheap where that is there already.</summary>
    /// <exception cref="BenchException">It cannot be had.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The file it reads for a case.</summary>
    ModelFile? FileFor(BenchCase one);

    /// <summary>Runs a case once.</summary>
    /// <param name="one">What to run.</param>
    /// <param name="model">Path of the file; null: the embedded model.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BenchException">It failed.</exception>
    Task<Measures> RunAsync(BenchCase one, string? model, int threads, CancellationToken cancellationToken);
}
