using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Xinference.Compiler;
using Xinference.Engine.Execution;
using Xinference.Engine.KvCache;
using Xinference.Engine.Scheduling;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;
using Xinference.Testing;
using KvMemory = Xinference.Kernels.KvCache;

namespace Xinference.Engine.Tests;

/// <summary>INV-13: a step allocates nothing, however long its sequences get. What a token allocates on its way out, one event for its reader, is not part of the step.</summary>
public sealed class StepAllocationTests
{
    private const int Warmup = 30;
    private const int Measured = 60;

    public static TheoryData<string, SamplingOptions> Samplings => new()
    {
        { "greedy", new() { Temperature = 0 } },
        { "plain", new() { Temperature = 1 } },
        { "filtered", new() { Temperature = 0.8f, TopK = 20, TopP = 0.9f, MinP = 0.01f } },
        { "nucleus", new() { Temperature = 0.8f, TopP = 0.9f } },
        { "biased", new() { Temperature = 0.8f, LogitBias = ImmutableDictionary.CreateRange([KeyValuePair.Create(3, 1.5f)]) } },
    };

    [Theory]
    [MemberData(nameof(Samplings))]
    public void A_decoded_token_allocates_nothing(string name, SamplingOptions sampling)
    {
        using var device = new NullDevice(EngineHarness.Model);
        Assert.Equal((name, 0L), (name, AllocatedBy(device, sampling)));
    }

    [Theory]
    [InlineData("simd", 1)]
    [InlineData("simd", 2)]
    [InlineData("avx2", 1)]
    [InlineData("avx2", 2)]
    [InlineData("avxvnni", 1)]
    [InlineData("avx512", 1)]
    public void A_token_decoded_by_a_model_allocates_nothing(string rung, int threads)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        using ModelFiles files = ModelFiles.Open(new TinyGguf { WeightType = DType.Q8_0, FeedForward = 64 }.Save());
        using var team = new ThreadTeam(threads);
        DecoderSpec spec = files.Spec;
        var limits = new ProgramLimits(64, 8, spec.ContextLength, spec.VocabularySize);
        Program program = ProgramCompiler.Compile(
            spec, DecoderWeights.Bind(spec, files.Weights), limits, KernelRungs.Select(rung).Kernels, team);
        using var device = new CpuDevice(program, new KvMemory(new KvLayout(KvType.F32, spec.Layers, spec.KvHeads, spec.HeadDim), 64));
        Assert.Equal(0, AllocatedBy(device, new() { Temperature = 0 }));
    }

    /// <summary>Bytes that this thread allocates while three sequences decode.</summary>
    private static long AllocatedBy(IDevice device, SamplingOptions sampling)
    {
        DeviceInfo info = device.Info;
        var pool = new BlockPool(info.BlockCount);
        var scheduler = new Scheduler(new SchedulerOptions(info.Limits, info.MaxBatchTokens, info.MaxSequences, 10), pool);
        using var metrics = new EngineMetrics("test", pool, new FakeTimeProvider(), experts: null);
        var runner = new StepRunner(device);
        for (int i = 0; i < 3; i++)
        {
            scheduler.Submit(new Prompt([1, 2, 3 + i], sampling with { MaxTokens = Warmup + Measured + 10 }), seed: (ulong)i);
        }

        Decode(scheduler, runner, metrics, Warmup);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int tokens = Decode(scheduler, runner, metrics, Measured);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(3 * Measured, tokens);
        return allocated;
    }

    private static int Decode(Scheduler scheduler, StepRunner runner, EngineMetrics metrics, int steps)
    {
        int tokens = 0;
        for (int step = 0; step < steps; step++)
        {
            StepPlan plan = scheduler.Plan();
            long start = metrics.StepStarted();
            scheduler.Commit(plan, runner.Run(plan));
            metrics.StepEnded(start, plan);
            tokens += scheduler.Outputs.Length;
            scheduler.ClearOutputs();
            metrics.Observe(scheduler);
        }

        return tokens;
    }
}
