using Microsoft.Extensions.Hosting;

namespace Xinference.Cli.Hosting;

/// <summary>Leaves signals to <see cref="Termination"/>, where the host would listen to them on its own.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
