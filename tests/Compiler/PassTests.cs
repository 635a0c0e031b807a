using Xinference.Kernels;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Compiler.Tests;

public sealed class PassTests
{
    [Fact]
    public void A_layer_becomes_eight_steps_and_residuals_vanish()
    {
        using var decoder = new TinyDecoders(new TinyGguf { Layers = 1 }, KernelRungs.Select("simd").Kernels, new(8, 1, 16, 0));
        Assert.Equal(
            [
                "embed+angles+norm", "linear×3", "rotate+rotate+store_kv", "attend", "linear×1", "norm", "linear×2", "silu_mul", "linear×1",
                "select_rows+norm", "linear×1",
            ],
            decoder.Program.StepNames);
    }

    [Fact]
    public void Activations_are_quantised_once_for_all_products_that_read_them()
    {
        KernelChoice choice = KernelRungs.Select(null);
        Assert.SkipUnless(choice.Kernels.ActivationsFor(DType.Q4_0, ComputeMode.Auto) == ActivationFormat.Int8, "no rung here multiplies integers");
        var model = new TinyGguf { Layers = 1, FeedForward = 64, WeightType = DType.Q4_0 };
        using var decoder = new TinyDecoders(model, choice.Kernels, new(8, 1, 16, 0));
        Assert.Equal(
            [
                "embed+angles+norm+quantize", "linear×3", "rotate+rotate+store_kv", "attend", "quantize", "linear×1", "norm+quantize", "linear×2",
                "silu_mul+quantize", "linear×1", "select_rows+norm+quantize", "linear×1",
            ],
            decoder.Program.StepNames);
    }

    [Fact]
    public void Head_norms_join_the_rotation()
    {
        var model = new TinyGguf { Architecture = "qwen3", QkNorm = true, Layers = 1 };
        using var decoder = new TinyDecoders(model, KernelRungs.Select("simd").Kernels, new(8, 1, 16, 0));
        Assert.Contains("norm+norm+rotate+rotate+store_kv", decoder.Program.StepNames);
    }
}
