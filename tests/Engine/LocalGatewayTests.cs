using Xinference.Inference;

namespace Xinference.Engine.Tests;

public sealed class LocalGatewayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prompt_gives_its_tokens_and_one_end()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        var events = await gateway.CollectAsync(Prompts.Greedy(5, 10), Ct);
        Assert.Equal(10, events.Tokens().Length);
        Assert.Equal(new TokenEvent.Finished(FinishReason.Length, new Usage(5, 10, 0)), events.End());
        Assert.Equal(GatewayHarness.Model, gateway.Limits);
    }

    [Fact]
    public async Task The_context_is_as_long_as_the_cache()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device(blocks: 3));
        Assert.Equal(48, gateway.Limits.ContextLength);
    }

    [Fact]
    public async Task Many_at_once_get_what_each_gets_alone()
    {
        // the cache is small enough that requests preempt each other
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device(blocks: 24), new EngineOptions { InboxCapacity = 2 });
        Prompt[] prompts = [.. Enumerable.Range(0, 60).Select(i => Prompts.Of(1 + (i % 30), new SamplingOptions { Seed = (ulong)i, MaxTokens = 50 }))];
        var together = await Task.WhenAll(prompts.Select(prompt => Task.Run(() => gateway.CollectAsync(prompt, Ct), Ct)));
        for (int i = 0; i < prompts.Length; i += 7)
        {
            Assert.Equal((await gateway.CollectAsync(prompts[i], Ct)).Tokens(), together[i].Tokens());
        }
    }

    [Fact]
    public async Task One_enumerable_can_be_run_twice()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        var run = gateway.GenerateAsync(Prompts.Greedy(3, 5), Ct);
        Assert.Equal(await run.CountAsync(Ct), await run.CountAsync(Ct));
    }

    [Fact]
    public async Task What_cannot_be_run_is_rejected()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        var events = await gateway.CollectAsync(Prompts.Greedy(2000), Ct);
        Assert.Single(events);
        Assert.Equal(FinishReason.Rejected, events.End().Reason);
        Assert.Contains("2000", events.End().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_early_frees_everything_within_one_step()
    {
        SteppedDevice device = new(GatewayHarness.Device());
        await using LocalGateway gateway = GatewayHarness.Open(device);
        Task<List<TokenEvent>> stays = gateway.CollectAsync(Prompts.Greedy(5, 20), Ct);
        await device.EnteredAsync();
        Task leaves = LeaveAfterFirstAsync(gateway);
        device.Allow();
        await device.EnteredAsync();
        Assert.Equal(2, device.Sequences);
        device.Allow();
        await device.EnteredAsync();
        await leaves;
        device.Allow();
        await device.EnteredAsync();
        Assert.Equal((1, 1), (device.Sequences, device.Blocks));
        device.Allow(100);
        Assert.Equal(20, (await stays).Tokens().Length);
    }

    [Fact]
    public async Task Cancelling_ends_the_enumeration_in_an_event_within_one_step()
    {
        SteppedDevice device = new(GatewayHarness.Device());
        await using LocalGateway gateway = GatewayHarness.Open(device);
        using CancellationTokenSource cancel = new();
        Task<List<TokenEvent>> run = gateway.CollectAsync(Prompts.Greedy(5, 20), cancel.Token);
        await device.EnteredAsync();
        await cancel.CancelAsync();
        device.Allow();
        var events = await run.WaitAsync(GatewayHarness.Patience, Ct);
        Assert.Equal(FinishReason.Cancelled, events.End().Reason);
        Assert.Equal(new Usage(5, 1, 0), events.End().Usage);
        device.Allow(100);
    }

    [Fact]
    public async Task Cancelled_before_it_began_it_still_ends_in_an_event()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        var events = await gateway.CollectAsync(Prompts.Greedy(5, 20), new CancellationToken(canceled: true));
        Assert.Equal(new TokenEvent.Finished(FinishReason.Cancelled, new Usage(5, 0, 0)), events.End());
    }

    [Fact]
    public async Task A_failing_step_fails_its_requests_and_the_engine_goes_on()
    {
        SteppedDevice device = new(GatewayHarness.Device()) { Fault = new InvalidOperationException("the chip melted") };
        await using LocalGateway gateway = GatewayHarness.Open(device);
        device.Allow(100);
        var failed = await gateway.CollectAsync(Prompts.Greedy(5, 20), Ct);
        Assert.Equal(FinishReason.Failed, failed.End().Reason);
        Assert.Contains("the chip melted", failed.End().Error, StringComparison.Ordinal);
        Assert.Equal(FinishReason.Length, (await gateway.CollectAsync(Prompts.Greedy(5, 20), Ct)).End().Reason);
    }

    [Fact]
    public async Task A_slow_reader_holds_up_nobody()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device());
        await using IAsyncEnumerator<TokenEvent> slow = gateway.GenerateAsync(Prompts.Greedy(5, 500), Ct).GetAsyncEnumerator(Ct);
        Assert.True(await slow.MoveNextAsync());
        Assert.Equal(600, (await gateway.CollectAsync(Prompts.Greedy(5, 600), Ct)).Tokens().Length);
        int rest = 1;
        while (await slow.MoveNextAsync())
        {
            rest++;
        }

        Assert.Equal(501, rest);
    }

    [Fact]
    public async Task A_storm_of_callers_that_come_and_go_leaves_nothing_behind()
    {
        await using LocalGateway gateway = GatewayHarness.Open(GatewayHarness.Device(blocks: 32), new EngineOptions { InboxCapacity = 4 });
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => ComeAndGoAsync(gateway, i), Ct)));
        // a request that needs all but a few blocks runs: nothing is still held
        Assert.Equal(400, (await gateway.CollectAsync(Prompts.Greedy(100, 400), Ct)).Tokens().Length);
    }

    private static async Task ComeAndGoAsync(LocalGateway gateway, int salt)
    {
        using CancellationTokenSource cancel = new();
        int left = salt % 17;
        await foreach (TokenEvent tokenEvent in gateway.GenerateAsync(Prompts.Greedy(1 + (salt % 40), 1 + (salt % 60)), cancel.Token))
        {
            if (left-- == 0 && salt % 2 == 0)
            {
                await cancel.CancelAsync();
            }
            else if (left < 0 && salt % 3 == 0)
            {
                return;
            }
        }
    }

    private static async Task LeaveAfterFirstAsync(LocalGateway gateway)
    {
        await foreach (TokenEvent _ in gateway.GenerateAsync(Prompts.Greedy(40, 20), Ct))
        {
            return;
        }
    }
}
