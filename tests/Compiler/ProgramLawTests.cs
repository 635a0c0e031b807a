using CsCheck;
using Xinference.Kernels;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Compiler.Tests;

public sealed class ProgramLawTests
{
    private static readonly ProgramLimits Limits = new(MaxTokens: 64, MaxSequences: 4, ContextLength: 128, VocabularySize: 0);

    private static readonly Gen<int[]> Prompts = Gen.Int[0, 63].Array[1, 40];

    public static TheoryData<string, string, KvType> Models
    {
        get
        {
            TheoryData<string, string, KvType> data = [];
            foreach (string rung in KernelRungs.Names)
            {
                data.Add(rung, "llama", KvType.F32);
                data.Add(rung, "qwen2", KvType.BF16);
                data.Add(rung, "qwen3", KvType.Int8);
                data.Add(rung, "qwen3moe", KvType.F32);
                data.Add(rung, "command-r", KvType.F32);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Batched_equals_alone_bit_for_bit(string rung, string architecture, KvType kvType)
    {
        using TinyDecoders decoder = Make(rung, architecture, kvType);
        Gen.Select(Prompts, Gen.Int[0, 63].Array[1, 20]).Sample(
            (first, second) =>
            {
                float[] alone = decoder.Step((first, 0, [0, 1, 2]))[0];
                float[] aloneToo = decoder.Step((second, 0, [3, 4, 5]))[0];
                float[][] together = decoder.Step((second, 0, [9, 7, 8]), (first, 0, [12, 11, 10]));
                Assert.Equal(alone, together[1]);
                Assert.Equal(aloneToo, together[0]);
            },
            iter: 20,
            threads: 1);
    }

    [Theory, MemberData(nameof(Models))]
    public void Chunked_equals_whole_bit_for_bit(string rung, string architecture, KvType kvType)
    {
        using TinyDecoders decoder = Make(rung, architecture, kvType);
        Gen.Select(Prompts, Gen.Int[1, 39]).Sample(
            (prompt, cut) =>
            {
                float[] whole = decoder.Step((prompt, 0, [0, 1, 2]))[0];
                cut = Math.Min(cut, prompt.Length - 1);
                if (cut > 0)
                {
                    decoder.Step((prompt[..cut], 0, [5, 4, 3]));
                    Assert.Equal(whole, decoder.Step((prompt[cut..], cut, [5, 4, 3]))[0]);
                }
            },
            iter: 20,
            threads: 1);
    }

    [Theory, MemberData(nameof(Models))]
    public void The_number_of_threads_changes_nothing(string rung, string architecture, KvType kvType)
    {
        int[] prompt = [.. Enumerable.Range(3, 30)];
        using TinyDecoders one = Make(rung, architecture, kvType, threads: 1);
        using TinyDecoders three = Make(rung, architecture, kvType, threads: 3);
        Assert.Equal(one.Step((prompt, 0, [0, 1]))[0], three.Step((prompt, 0, [0, 1]))[0]);
    }

    [Theory]
    [InlineData("simd", KvType.F32)]
    [InlineData("avx2", KvType.F32)]
    [InlineData("avx2", KvType.BF16)]
    [InlineData("avx2", KvType.Int8)]
    [InlineData("avx512", KvType.Int8)]
    public void A_long_context_gives_the_same_bits_however_it_is_cut_and_shared(string rung, KvType kvType)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        const int Length = 1100;
        int[] prompt = [.. Enumerable.Range(0, Length).Select(i => i * 7 % 64)];
        int[] blocks = [.. Enumerable.Range(0, (Length / KvLayout.BlockTokens) + 1)];
        float[][] logits =
        [
            Long(rung, kvType, threads: 1, prompt, blocks, cut: Length - 1),
            Long(rung, kvType, threads: 3, prompt, blocks, cut: Length - 1), // one token left: its context is shared
            Long(rung, kvType, threads: 3, prompt, blocks, cut: 500),
        ];
        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(logits[0], logits[2]);
    }

    [Fact]
    public void A_batch_beyond_the_limits_is_refused()
    {
        using TinyDecoders decoder = Make("simd", "llama", KvType.F32);
        var batch = new StepBatch(100, 4, 8);
        batch.Add(new int[100], 0, [0, 1, 2, 3, 4, 5, 6], wantsLogits: false);
        Assert.Throws<ArgumentException>(() => decoder.Program.Execute(batch, decoder.Cache, []));
    }

    [Theory]
    [InlineData("simd", "qwen3")]
    [InlineData("simd", "qwen3moe")]
    [InlineData("avx2", "qwen3")]
    [InlineData("avx2", "qwen3moe")]
    [InlineData("avxvnni", "qwen3moe")]
    [InlineData("avx512", "qwen3")]
    [InlineData("avx512", "qwen3moe")]
    public void Nothing_is_allocated_in_a_step(string rung, string architecture)
    {
        using TinyDecoders decoder = Make(rung, architecture, KvType.BF16);
        var batch = new StepBatch(64, 4, 8);
        batch.Add([1, 2, 3], 0, [0], wantsLogits: true);
        var logits = new float[decoder.Program.Limits.VocabularySize];
        decoder.Program.Execute(batch, decoder.Cache, logits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Program.Execute(batch, decoder.Cache, logits);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
    }

    private static float[] Long(string rung, KvType kvType, int threads, int[] prompt, int[] blocks, int cut)
    {
        var model = new TinyGguf { Hidden = 64, Context = 2048, Architecture = "llama" };
        var limits = new ProgramLimits(MaxTokens: prompt.Length, MaxSequences: 1, ContextLength: 2048, VocabularySize: 0);
        using var decoder = new TinyDecoders(model, KernelRungs.Select(rung).Kernels, limits, threads, kvType, blocks.Length);
        decoder.Step((prompt[..cut], 0, blocks));
        return decoder.Step((prompt[cut..], cut, blocks))[0];
    }

    private static TinyDecoders Make(string rung, string architecture, KvType kvType, int threads = 2)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        var model = new TinyGguf
        {
            Architecture = architecture,
            Hidden = 64, // heads of sixteen: attention by stretches wants whole registers
            FeedForward = 64,
            WeightType = architecture switch { "llama" or "qwen3moe" => DType.Q4_0, "qwen3" => DType.Q8_0, _ => DType.F32 },
            QkvBias = architecture == "qwen2",
            QkNorm = architecture is "qwen3" or "qwen3moe",
            LayerNorm = architecture == "command-r",
            Experts = architecture == "qwen3moe" ? 5 : 0,
            SharedExpert = architecture == "qwen3moe" ? 32 : 0,
        };
        return new(model, KernelRungs.Select(rung).Kernels, Limits, threads, kvType);
    }
}
