using Xinference.Kernels;
using Xinference.Testing;

namespace Xinference.Compiler.Tests;

public sealed class ExpertTests
{
    private static readonly ProgramLimits Limits = new(MaxTokens: 64, MaxSequences: 4, ContextLength: 128, VocabularySize: 0);

    private static readonly TinyGguf Model = new() { Architecture = "qwen3moe", QkNorm = true, Layers = 1, Experts = 5, SharedExpert = 16 };

    [Fact]
    public void Experts_become_six_steps_and_the_shared_one_joins_the_router()
    {
        using var decoder = new TinyDecoders(Model, KernelRungs.Select("simd").Kernels, Limits);
        Assert.Equal(
            [
                "linear×1", "norm", "linear×3", "silu_mul", "linear×1", "route", "group", "gather", "experts×2", "silu_mul", "experts×1", "combine+add+add",
                "select_rows+norm", "linear×1",
            ],
            decoder.Program.StepNames.SkipWhile(name => name != "attend").Skip(1));
    }

    [Fact]
    public void Every_token_uses_its_experts_once_and_only_those_with_tokens_are_read()
    {
        using var decoder = new TinyDecoders(Model, KernelRungs.Select("simd").Kernels, Limits);
        decoder.Step(([1, 2, 3, 4, 5, 6, 7], 0, [0]));
        ExpertUse use = decoder.Program.ExpertUse;
        long[] tokens = [.. Enumerable.Range(0, use.Experts).Select(expert => use.Tokens(0, expert))];
        Assert.Equal(2 * 7, tokens.Sum());
        Assert.All(tokens, count => Assert.InRange(count, 0, 7));
        Assert.Equal(tokens.Count(count => count > 0), use.Reads(0));
    }

    [Fact]
    public void One_token_reads_the_weights_of_its_experts_alone()
    {
        using var few = new TinyDecoders(Model, KernelRungs.Select("simd").Kernels, Limits);
        using var many = new TinyDecoders(Model with { Experts = 50 }, KernelRungs.Select("simd").Kernels, Limits);
        long router = 45 * Model.Hidden * sizeof(float);
        Assert.Equal(few.Program.WeightBytes + router, many.Program.WeightBytes);
    }
}
