using Xinference.Compiler;
using Xinference.Engine.Execution;
using Xinference.Engine.Scheduling;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Kernels.Simd;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Testing;
using KvMemory = Xinference.Kernels.KvCache;

namespace Xinference.Engine.Tests.Execution;

public sealed class CpuDeviceTests : DeviceConformance
{
    protected override IDevice Open() => new Device();

    [Fact]
    public async Task Many_at_once_get_what_each_gets_alone_though_they_preempt_each_other()
    {
        await using LocalGateway gateway = GatewayHarness.Open(Open());
        Prompt[] prompts = [.. Enumerable.Range(1, 12).Select(i => Prompts.Of(3 * i, new SamplingOptions { Seed = (ulong)i, MaxTokens = 40 }))];
        var together = await Task.WhenAll(prompts.Select(prompt => gateway.CollectAsync(prompt, TestContext.Current.CancellationToken)));
        for (int i = 0; i < prompts.Length; i++)
        {
            var alone = await gateway.CollectAsync(prompts[i], TestContext.Current.CancellationToken);
            Assert.Equal(alone.Tokens(), together[i].Tokens());
        }
    }

    /// <summary>A tiny random decoder with all that it lies on.</summary>
    private sealed class Device : IDevice
    {
        private readonly ModelFiles _files = ModelFiles.Open(new TinyGguf().Save());
        private readonly ThreadTeam _team = new(threads: 2);
        private readonly CpuDevice _device;

        public Device()
        {
            DecoderSpec spec = _files.Spec;
            ProgramLimits limits = new(MaxTokens: 64, MaxSequences: 4, spec.ContextLength, spec.VocabularySize);
            DecoderWeights weights = DecoderWeights.Bind(spec, _files.Weights);
            Program program = ProgramCompiler.Compile(spec, weights, limits, new SimdKernels(), _team);
            _device = new CpuDevice(program, new KvMemory(new KvLayout(KvType.F32, spec.Layers, spec.KvHeads, spec.HeadDim), blocks: 12));
        }

        public DeviceInfo Info => _device.Info;

        public void Execute(StepPlan plan, LogitsBuffer logits) => _device.Execute(plan, logits);

        public void Dispose()
        {
            _device.Dispose();
            _team.Dispose();
            _files.Dispose();
        }
    }
}
