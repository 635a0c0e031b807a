using Microsoft.Extensions.Logging.Abstractions;
using Xinference.Engine.Execution;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine.Tests;

internal static class GatewayHarness
{
    public static readonly ModelLimits Model = new(VocabularySize: 50, ContextLength: 2000);

    /// <summary>How long a test waits for what must come; only a broken test waits that long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static LocalGateway Open(IDevice device, EngineOptions? options = null, TimeProvider? time = null) =>
        new(device, options ?? new EngineOptions(), time ?? TimeProvider.System, new Random(1), NullLogger<LocalGateway>.Instance);

    public static NullDevice Device(int blocks = 256, int maxSequences = 8) => new(Model, blocks, maxBatchTokens: 64, maxSequences);

    public static async Task<List<TokenEvent>> CollectAsync(this IInferenceGateway gateway, Prompt prompt, CancellationToken cancellationToken = default)
    {
        List<TokenEvent> events = [];
        await foreach (TokenEvent tokenEvent in gateway.GenerateAsync(prompt, cancellationToken))
        {
            events.Add(tokenEvent);
        }

        Assert.True(events.OfType<TokenEvent.Finished>().Count() == 1 && events[^1] is TokenEvent.Finished, "INV-4");
        return events;
    }

    public static TokenEvent.Finished End(this List<TokenEvent> events) => (TokenEvent.Finished)events[^1];

    public static int[] Tokens(this List<TokenEvent> events) => [.. events.OfType<TokenEvent.Sampled>().Select(sampled => sampled.TokenId)];
}

/// <summary>A null device whose steps wait for the test, and that fails when told to.</summary>
internal sealed class SteppedDevice(NullDevice inner) : IDevice
{
    private readonly SemaphoreSlim _steps = new(0);
    private readonly SemaphoreSlim _entered = new(0);

    public DeviceInfo Info => inner.Info;

    public bool Disposed { get; private set; }

    /// <summary>Sequences of the last step that began.</summary>
    public int Sequences { get; private set; }

    /// <summary>Blocks that the sequences of the last step hold.</summary>
    public int Blocks { get; private set; }

    /// <summary>Thrown by the next step.</summary>
    public Exception? Fault { get; set; }

    public void Allow(int steps = 1) => _steps.Release(steps);

    /// <summary>Waits until the next step has begun.</summary>
    public async Task EnteredAsync() =>
        Assert.True(await _entered.WaitAsync(GatewayHarness.Patience, TestContext.Current.CancellationToken), "no step began");

    /// <summary>Lets one step after another run until something is done.</summary>
    public async Task AllowUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            Allow();
            await Task.WhenAny(done, EnteredAsync());
        }

        await done;
    }

    public void Execute(StepPlan plan, LogitsBuffer logits)
    {
        Sequences = plan.Slices.Length;
        Blocks = 0;
        foreach (StepSlice slice in plan.Slices)
        {
            Blocks += slice.Sequence.Blocks.Length;
        }

        _entered.Release();
        _steps.Wait();
        if (Fault is { } fault)
        {
            Fault = null;
            throw fault;
        }

        inner.Execute(plan, logits);
    }

    public void Dispose()
    {
        Disposed = true;
        _steps.Dispose();
        _entered.Dispose();
        inner.Dispose();
    }
}
