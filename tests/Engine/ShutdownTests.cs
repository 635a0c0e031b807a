using Microsoft.Extensions.Time.Testing;
using Xinference.Inference;

namespace Xinference.Engine.Tests;

public sealed class ShutdownTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disposing_ends_all_requests_as_unavailable()
    {
        SteppedDevice device = new(GatewayHarness.Device(maxSequences: 2));
        LocalGateway gateway = GatewayHarness.Open(device);
        Task<List<TokenEvent>>[] runs = [.. Enumerable.Range(0, 5).Select(_ => gateway.CollectAsync(Prompts.Greedy(5, 1000), Ct))];
        await device.EnteredAsync();
        Task disposed = gateway.DisposeAsync().AsTask();
        device.Allow(10);
        await disposed.WaitAsync(GatewayHarness.Patience, Ct);
        foreach (var run in runs)
        {
            Assert.Equal(FinishReason.Unavailable, (await run).End().Reason);
            Assert.Contains("shut", (await run).End().Error, StringComparison.Ordinal);
        }

        Assert.True(device.Disposed);
    }

    [Fact]
    public async Task After_the_end_requests_are_refused_and_disposing_again_is_harmless()
    {
        LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        await gateway.DisposeAsync();
        await gateway.DisposeAsync();
        var events = await gateway.CollectAsync(Prompts.Greedy(5, 10), Ct);
        Assert.Equal(FinishReason.Unavailable, events.End().Reason);
        Assert.Contains("shutting down", events.End().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draining_finishes_what_is_in_and_refuses_what_comes()
    {
        SteppedDevice device = new(GatewayHarness.Device());
        await using LocalGateway gateway = GatewayHarness.Open(device);
        Task<List<TokenEvent>> run = gateway.CollectAsync(Prompts.Greedy(5, 20), Ct);
        await device.EnteredAsync();
        Task drained = gateway.DrainAsync(GatewayHarness.Patience, Ct);
        Task<List<TokenEvent>> late = gateway.CollectAsync(Prompts.Greedy(5, 20), Ct);
        device.Allow(100);
        await drained;
        Assert.Equal(FinishReason.Length, (await run).End().Reason);
        Assert.Equal(FinishReason.Unavailable, (await late).End().Reason);
    }

    [Fact]
    public async Task An_idle_engine_drains_at_once()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        await gateway.DrainAsync(Timeout.InfiniteTimeSpan, Ct).WaitAsync(GatewayHarness.Patience, Ct);
    }

    [Fact]
    public async Task At_the_deadline_what_still_runs_ends()
    {
        FakeTimeProvider time = new();
        SteppedDevice device = new(GatewayHarness.Device());
        await using LocalGateway gateway = GatewayHarness.Open(device, time: time);
        Task<List<TokenEvent>> run = gateway.CollectAsync(Prompts.Greedy(5, 1000), Ct);
        await device.EnteredAsync();
        Task drained = gateway.DrainAsync(TimeSpan.FromSeconds(10), Ct);
        device.Allow();
        await device.EnteredAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await device.AllowUntilAsync(drained);
        Assert.Equal(FinishReason.Unavailable, (await run).End().Reason);
    }

    [Fact]
    public async Task Cancelling_a_drain_brings_the_deadline_forward()
    {
        SteppedDevice device = new(GatewayHarness.Device());
        await using LocalGateway gateway = GatewayHarness.Open(device);
        using CancellationTokenSource cancel = new();
        Task<List<TokenEvent>> run = gateway.CollectAsync(Prompts.Greedy(5, 1900), Ct);
        await device.EnteredAsync();
        Task drained = gateway.DrainAsync(Timeout.InfiniteTimeSpan, cancel.Token);
        await cancel.CancelAsync();
        await device.AllowUntilAsync(drained);
        Assert.Equal(FinishReason.Unavailable, (await run).End().Reason);
    }
}
