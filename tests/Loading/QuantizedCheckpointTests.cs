using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Models;

namespace Xinference.Loading.Tests;

/// <summary>Hugging Face checkpoints whose scales lie apart, against the same weights as floats.</summary>
public sealed class QuantizedCheckpointTests
{
    private static readonly int[] Prompt = [1, 50, 700, 33, 4, 1200, 17];

    public static TheoryData<string, string, ComputeMode> OnRungs => new(
        from name in (string[])["gptq-64", "gptq-128-symmetric", "awq-32", "int8", "e4m3", "e5m2"]
        from run in ((string, ComputeMode)[])[("simd", ComputeMode.F32), ("avx2", ComputeMode.F32), ("avx2", ComputeMode.Auto), ("avx512", ComputeMode.Auto)]
        select (name, run.Item1, run.Item2));

    [Theory, MemberData(nameof(OnRungs))]
    public async Task Log_probabilities_are_those_of_the_floats_they_stand_for(string name, string rung, ComputeMode compute)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        (string quantized, string floats) = Checkpoint(name).Save();
        double budget = compute == ComputeMode.Auto && !name.StartsWith('e') ? GoldenBudget.Int8Activations : GoldenBudget.F32;
        List<TokenEvent.Sampled> expected = await RunAsync(floats, "simd", ComputeMode.F32);
        List<TokenEvent.Sampled> found = await RunAsync(quantized, rung, compute);
        for (int step = 0; step < expected.Count && SamePrefix(expected, found, step); step++)
        {
            foreach (TokenLogProbability candidate in expected[step].Top.Take(5))
            {
                TokenLogProbability ours = found[step].Top.First(t => t.TokenId == candidate.TokenId);
                Assert.InRange(ours.LogProbability - candidate.LogProbability, -budget, budget);
            }
        }
    }

    [Fact]
    public async Task The_summary_counts_weights_and_not_words()
    {
        (string quantized, string floats) = Checkpoint("gptq-64").Save();
        await using LoadedModel model = await Running.LoadAsync(quantized, Options("simd", ComputeMode.Auto));
        await using LoadedModel same = await Running.LoadAsync(floats, Options("simd", ComputeMode.Auto));
        Assert.Equal(same.Summary.Parameters, model.Summary.Parameters);
        Assert.Equal("GPTQ", model.Summary.WeightType);
    }

    [Fact]
    public async Task Columns_out_of_order_are_refused_by_name()
    {
        (string folder, _) = QuantizedCheckpoint.Words(awq: false, 64, symmetric: true, order: column => column ^ 64).Save();
        string message = (await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(folder, new LoadOptions()))).Message;
        Assert.Contains("model.layers.0.self_attn.q_proj.g_idx puts columns out of order (desc_act)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"quant_method": "bitsandbytes"}""", "method 'bitsandbytes'")]
    [InlineData("""{"quant_method": "gptq", "bits": 8}""", "integers of 8 bits in words")]
    [InlineData("""{"quant_method": "gptq", "bits": 4, "checkpoint_format": "marlin"}""", "GPTQ format 'marlin'")]
    [InlineData("""{"quant_method": "awq", "bits": 4, "version": "gemv"}""", "AWQ version 'gemv'")]
    [InlineData("""{"quant_method": "compressed-tensors", "format": "pack-quantized"}""", "compressed-tensors format 'pack-quantized'")]
    [InlineData("""{"quant_method": "fp8", "weight_block_size": [128]}""", "weight_block_size")]
    public async Task Other_methods_are_refused_by_name(string config, string named)
    {
        (string folder, _) = (Checkpoint("gptq-64") with { Config = config }).Save();
        string message = (await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(folder, new LoadOptions()))).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scales_that_fit_no_groups_are_refused_by_shape()
    {
        QuantizedCheckpoint whole = Checkpoint("int8");
        (string folder, _) = (whole with
        {
            Quantize = (weights, rows, columns) =>
            {
                var (tensors, rounded) = whole.Quantize(weights, rows, columns);
                tensors["weight_scale"] = (Tensors.DType.BF16, [rows - 1], new byte[2 * (rows - 1)]);
                return (tensors, rounded);
            },
        }).Save();
        string message = (await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(folder, new LoadOptions()))).Message;
        Assert.Contains("q_proj.weight_scale has shape [255], which fits no division of [256, 256]", message, StringComparison.Ordinal);
    }

    private static QuantizedCheckpoint Checkpoint(string name) => name switch
    {
        "gptq-64" => QuantizedCheckpoint.Words(awq: false, 64, symmetric: false),
        "gptq-128-symmetric" => QuantizedCheckpoint.Words(awq: false, 128, symmetric: true),
        "awq-32" => QuantizedCheckpoint.Words(awq: true, 32, symmetric: false),
        "int8" => QuantizedCheckpoint.Int8Rows,
        _ => QuantizedCheckpoint.SmallFloats(blocks: name == "e4m3"),
    };

    private static LoadOptions Options(string rung, ComputeMode compute) => new() { Rung = rung, Compute = compute, Threads = 1, ContextLength = 64 };

    private static async Task<List<TokenEvent.Sampled>> RunAsync(string folder, string rung, ComputeMode compute)
    {
        await using LoadedModel model = await Running.LoadAsync(folder, Options(rung, compute));
        return await Running.GreedyAsync(model, Prompt, 6, top: 20);
    }

    private static bool SamePrefix(List<TokenEvent.Sampled> expected, List<TokenEvent.Sampled> found, int length) =>
        expected.Take(length).Select(t => t.TokenId).SequenceEqual(found.Take(length).Select(t => t.TokenId));
}
