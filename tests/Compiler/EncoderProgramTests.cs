using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Testing;

namespace Xinference.Compiler.Tests;

/// <summary>What an encoder becomes.</summary>
public sealed class EncoderProgramTests : IDisposable
{
    private readonly ModelFiles _files = ModelFiles.Open(RepoFiles.Path("tests", "data", "goldens", "bert.gguf"));
    private readonly ThreadTeam _team = new(2);

    [Fact]
    public void A_layer_becomes_eight_steps()
    {
        using Program program = Compile("simd");
        string[] layer = ["linear×3", "attend_rows", "linear×1", "layer_norm", "linear×1", "activate", "linear×1", "layer_norm"];
        Assert.Equal(["embed+embed+add+embed+add+layer_norm", .. layer, .. layer, "pool+emit"], program.StepNames);
    }

    [Fact]
    public void Activations_are_quantised_once_for_all_products_that_read_them()
    {
        Assert.SkipUnless(KernelRungs.Runs("avx2"), "this processor does not run avx2");
        using Program program = Compile("avx2", WeightStorage.Int8);
        string[] layer = ["linear×3", "attend_rows", "quantize", "linear×1", "layer_norm+quantize", "linear×1", "activate+quantize", "linear×1"];
        Assert.Equal(
            ["embed+embed+add+embed+add+layer_norm+quantize", .. layer, "layer_norm+quantize", .. layer, "layer_norm", "pool+emit"], program.StepNames);
    }

    [Fact]
    public void Nothing_is_allocated_in_a_step()
    {
        using Program program = Compile("simd");
        var batch = new StepBatch(64, 4, 0);
        batch.Add([1, 2, 3], 0, [], wantsLogits: true);
        batch.Add([4], 0, [], wantsLogits: true);
        var rows = new float[2 * program.Limits.VocabularySize];
        program.Execute(batch, null, rows);
        long before = GC.GetAllocatedBytesForCurrentThread();
        program.Execute(batch, null, rows);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose()
    {
        _team.Dispose();
        _files.Dispose();
    }

    private Program Compile(string rung, WeightStorage storage = WeightStorage.None)
    {
        EncoderSpec spec = _files.Encoder!;
        var limits = new ProgramLimits(64, 4, 64, spec.OutputSize);
        return ProgramCompiler.Compile(
            spec, EncoderWeights.Bind(spec, _files.Weights), limits, KernelRungs.Select(rung).Kernels, _team, ComputeMode.Auto, storage);
    }
}
