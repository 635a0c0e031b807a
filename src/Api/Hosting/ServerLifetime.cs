using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Xinference.Api;

/// <summary>Whether the server takes requests, and when those that still run have to end.</summary>
public sealed class ServerLifetime : IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenRegistration _stopping;
    private readonly TimeSpan _timeout;
    private readonly ILogger<ServerLifetime> _logger;
    private int _draining;

    /// <summary>Starts draining when the host begins to stop.</summary>
    public ServerLifetime(ApiOptions options, IHostApplicationLifetime host, TimeProvider time, ILogger<ServerLifetime> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(host);
        _timeout = options.DrainTimeout;
        _logger = logger;
        _deadline = new(Timeout.InfiniteTimeSpan, time);
        _stopping = host.ApplicationStopping.Register(BeginDrain);
    }

    /// <summary>Whether new requests are turned away with 503.</summary>
    public bool IsDraining => Volatile.Read(ref _draining) != 0;

    /// <summary>Cancelled when the requests that still run have to end.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>Turns new requests away from now on; those that run may go on until <see cref="ApiOptions.DrainTimeout"/> has passed.</summary>
    public void BeginDrain()
    {
        if (Interlocked.Exchange(ref _draining, 1) == 0)
        {
            _logger.Draining(_timeout);
            _deadline.CancelAfter(_timeout);
        }
    }

    /// <summary>Stops listening to the host.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _deadline.Dispose();
    }
}
