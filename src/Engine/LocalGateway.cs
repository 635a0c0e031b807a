using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Xinference.Engine.Execution;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>The engine in this process: runs a <see cref="StepLoop"/> on a thread of its own over a device, which it owns.</summary>
public sealed class LocalGateway : IInferenceGateway, IAsyncDisposable
{
    private readonly Channel<EngineMessage> _inbox;
    private readonly EngineMetrics _metrics;
    private readonly IDevice _device;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;

    /// <summary>Starts the engine.</summary>
    /// <param name="device">Computes the steps; disposed together with the gateway.</param>
    /// <param name="options">Sizes of queues and the label of the metrics.</param>
    /// <param name="time">Clock of the drain's deadline and of the step durations.</param>
    /// <param name="seeds">Where seeds come from for requests that bring none; used by the engine alone from now on.</param>
    /// <param name="logger">Where the engine logs.</param>
    public LocalGateway(IDevice device, EngineOptions options, TimeProvider time, Random seeds, ILogger<LocalGateway> logger)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxWaiting);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.InboxCapacity);
        DeviceInfo info = device.Info;
        BlockPool pool = new(info.BlockCount);
        Scheduler scheduler = new(new SchedulerOptions(info.Limits, info.MaxBatchTokens, info.MaxSequences, options.MaxWaiting), pool);
        _device = device;
        _time = time;
        _logger = logger;
        _metrics = new EngineMetrics(options.ModelUid, pool, time, device.Experts);
        _inbox = Channel.CreateBounded<EngineMessage>(new BoundedChannelOptions(options.InboxCapacity) { SingleReader = true });
        Limits = scheduler.Limits;
        Publisher publisher = new(logger);
        Inbox inbox = new(_inbox, scheduler, publisher, seeds);
        StepLoop loop = new(inbox, scheduler, new StepRunner(device), publisher, _metrics, logger);
        logger.EngineStarted(info.Name, Limits.ContextLength, info.BlockCount, info.MaxSequences, info.MaxBatchTokens);
        _loop = Task.Factory.StartNew(loop.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Name of the meter that carries the engine's metrics.</summary>
    public static string MeterName => EngineMetrics.MeterName;

    /// <inheritdoc/>
    /// <remarks>The context is as long as the key/value cache can hold.</remarks>
    public ModelLimits Limits { get; }

    /// <inheritdoc/>
    public IAsyncEnumerable<TokenEvent> GenerateAsync(Prompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(prompt.Sampling);
        ArgumentNullException.ThrowIfNull(prompt.Sampling.LogitBias);
        return RunAsync(prompt, cancellationToken);
    }

    /// <summary>Takes nothing new, lets what is in finish, and stops; what is still running at the deadline ends as <see cref="FinishReason.Unavailable"/>.</summary>
    /// <param name="timeout">How long to wait for what is in.</param>
    /// <param name="cancellationToken">Brings the deadline forward.</param>
    public async Task DrainAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        _logger.Draining(timeout);
        await PostAsync(new EngineMessage.Drain()).ConfigureAwait(false);
        Task ended = _loop.WaitAsync(timeout, _time, cancellationToken);
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await PostAsync(new EngineMessage.Stop()).ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    /// <summary>Stops at the end of the running step; all requests end as <see cref="FinishReason.Unavailable"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await PostAsync(new EngineMessage.Stop()).ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _metrics.Dispose();
        _device.Dispose();
        _logger.EngineStopped();
    }

    private async IAsyncEnumerable<TokenEvent> RunAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Request request = new(prompt);
        if (await TrySubmitAsync(request, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            yield return refusal;
            yield break;
        }

        bool ended = false;
        try
        {
            await using (cancellationToken.UnsafeRegister(_ => _ = PostAsync(new EngineMessage.Cancel(request)), null).ConfigureAwait(false))
            {
                await foreach (TokenEvent tokenEvent in request.Events.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    ended = tokenEvent is TokenEvent.Finished;
                    yield return tokenEvent;
                }
            }
        }
        finally
        {
            if (!ended)
            {
                await PostAsync(new EngineMessage.Cancel(request)).ConfigureAwait(false);
            }
        }
    }

    private async Task<TokenEvent?> TrySubmitAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            await _inbox.Writer.WriteAsync(new EngineMessage.Submit(request), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ChannelClosedException)
        {
            return request.Refusal(FinishReason.Unavailable, Inbox.Closed);
        }
        catch (OperationCanceledException)
        {
            return request.Refusal(FinishReason.Cancelled, null);
        }
    }

    private async Task PostAsync(EngineMessage message)
    {
        try
        {
            await _inbox.Writer.WriteAsync(message).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The loop is over, and with it everything a message could ask for.
        }
    }
}
