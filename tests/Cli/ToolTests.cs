using System.Text.Json.Nodes;
using Xinference.Cli.Tests.Support;

namespace Xinference.Cli.Tests;

/// <summary><c>bench</c>, <c>inspect</c> and <c>version</c>.</summary>
public sealed class ToolTests(ModelFolder models)
{
    [Fact]
    public async Task Bench_measures_everything_it_promises()
    {
        JsonNode document = await JsonAsync(
            "bench", "--model-path", models.Chatty, "--prompt-tokens", "16", "--generate-tokens", "1000", "--repetitions", "3", "--threads", "2", "--batch", "1,3");
        Assert.All(
            (string[])["load_ms", "prefill_tps", "decode_tps", "peak_rss_mb", "decode_share_of_bandwidth", "prefill_share_of_integer_peak", "weight_bytes"],
            field => Assert.True((double)document[field]! > 0, field));
        Assert.All(
            (string[])["read_bandwidth_gbps", "integer_peak_gops", "float_peak_gflops"],
            field => Assert.True((double)document["machine"]![field]! > 0, field));
        Assert.Equal((16, 1000, 3, 2), ((int)document["prompt_tokens"]!, (int)document["generate_tokens"]!, (int)document["repetitions"]!, (int)document["threads"]!));
        IsSpread(document["prefill_tps_spread"]!, (double)document["prefill_tps"]!);
        IsSpread(document["decode_tps_spread"]!, (double)document["decode_tps"]!);
        Assert.Equal([1, 3], document["batches"]!.AsArray().Select(batch => (int)batch!["batch"]!));
        Assert.All(document["batches"]!.AsArray(), batch => IsSpread(batch!["decode_tps_spread"]!, (double)batch["decode_tps"]!));
        Assert.InRange((double)document["peak_rss_mb"]!, 10, 4096);
    }

    [Fact]
    public async Task Bench_measures_each_length_of_prompt()
    {
        JsonNode document = await JsonAsync(
            "bench", "--model-path", models.Chatty, "--context-length", "256", "--prompt-tokens", "1,100", "--generate-tokens", "4", "--repetitions", "2", "--kv-type", "int8");
        Assert.Equal([1, 100], document["lengths"]!.AsArray().Select(length => (int)length!["prompt_tokens"]!));
        Assert.All(document["lengths"]!.AsArray(), length =>
        {
            IsSpread(length!["prefill_tps_spread"]!, (double)length["prefill_tps"]!);
            IsSpread(length["decode_tps_spread"]!, (double)length["decode_tps"]!);
            Assert.True((double)length["decode_share_of_bandwidth"]! > 0 && (double)length["prefill_share_of_integer_peak"]! > 0, length.ToJsonString());
        });
        Assert.Equal((1, 256, "int8"), ((int)document["prompt_tokens"]!, (int)document["context_length"]!, (string)document["kv_type"]!));
        Assert.True((double)document["first_token_ms"]! > (double)document["load_ms"]!, document.ToJsonString());
        Assert.True((long)document["kv_cache_bytes"]! > 0);
    }

    [Fact]
    public async Task Bench_refuses_what_the_context_cannot_hold() =>
        (await XinferenceProcess.RunAsync(models, "bench", "--model-path", models.Tiny)).IsFault(2, "--prompt-tokens 512", "128");

    [Fact]
    public async Task Inspect_tells_what_is_in_a_file()
    {
        JsonNode document = await JsonAsync("inspect", models.Tiny);
        Assert.Equal("gguf", (string)document["format"]!);
        Assert.Equal("llama", (string)document["metadata"]!["general.architecture"]!);
        Assert.Equal(128, (int)document["metadata"]!["llama.context_length"]!);
        Assert.Equal(262, (int)document["metadata"]!["tokenizer.ggml.tokens"]!["count"]!);
        JsonNode embedding = document["tensors"]!.AsArray().Single(tensor => (string)tensor!["name"]! == "token_embd.weight")!;
        Assert.Equal([262, 32], embedding["shape"]!.AsArray().Select(extent => (int)extent!));
        Assert.Equal(262 * 32 * 4, (int)embedding["bytes"]!);
        Assert.Equal((long)document["bytes"]!, (long)document["parameters"]! * 4);
    }

    [Fact]
    public async Task Inspect_prints_tables_without_folding_rows_into_a_pipe()
    {
        string text = (await XinferenceProcess.RunAsync(models, "inspect", models.Tiny)).Success();
        Assert.Matches(@"blk\.1\.ffn_down\.weight +F32 +\S+ ?×? ?\S* +6 KiB", text);
        Assert.Contains("general.architecture", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_shows_where_the_time_of_a_program_goes()
    {
        JsonNode document = await JsonAsync("inspect", "--model-path", models.Tiny, "--program", "--tokens", "24", "--threads", "2");
        Assert.Equal(["prefill", "decode"], document["phases"]!.AsArray().Select(phase => (string)phase!["name"]!));
        foreach (JsonNode? phase in document["phases"]!.AsArray())
        {
            JsonArray calls = phase!["calls"]!.AsArray();
            Assert.Equal((double)phase["total"]!["ms"]!, calls.Sum(call => (double)call!["ms"]!), 6);
            Assert.Equal(1, calls.Sum(call => (double)call!["share_of_time"]!), 6);
            Assert.True((double)phase["matrix_products"]!["share_of_peak"]! > 0, phase.ToJsonString());
            Assert.True((double)phase["matrix_products"]!["share_of_bandwidth"]! > 0, phase.ToJsonString());
        }

        string text = (await XinferenceProcess.RunAsync(models, "inspect", models.Tiny, "--program", "--tokens", "8", "--detail")).Success();
        Assert.Contains("matrix products", text, StringComparison.Ordinal);
        Assert.Matches("prefill: 8 tokens after 0", text);
    }

    [Fact]
    public async Task Inspect_refuses_what_would_do_nothing()
    {
        (await XinferenceProcess.RunAsync(models, "inspect", models.Tiny, "--tokens", "8")).IsFault(2, "--tokens", "--program");
        (await XinferenceProcess.RunAsync(models, "inspect")).IsFault(2, "file");
        (await XinferenceProcess.RunAsync(models, "inspect", models.Tiny, "--model-path", models.Tiny)).IsFault(2, "two models");
    }

    [Fact]
    public async Task Kernels_are_listed_and_disassembled()
    {
        JsonNode list = await JsonAsync("kernels");
        JsonNode kernel = list["kernels"]!.AsArray().Single(k => (string)k!["name"]! == "panel_q4_0_t10_avx512")!;
        Assert.Equal("avx512", (string)kernel["rung"]!);
        JsonNode dump = await JsonAsync("kernels", "--dump", "panel_q4_0_t10_avx512");
        Assert.Equal((int)kernel["bytes"]!, (int)dump["bytes"]!);
        Assert.Equal((int)dump["bytes"]! * 2, dump["code"]!.AsArray().Sum(line => ((string)line!["bytes"]!).Length));
        string text = (await XinferenceProcess.RunAsync(models, "kernels", "--dump", "panel_q4_0_t1_avx2")).Success();
        Assert.Contains("vpmaddubsw ymm", text, StringComparison.Ordinal);
        Assert.Contains("panel_q4_0_t1_avx2 ", (await XinferenceProcess.RunAsync(models, "kernels")).Success(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_that_is_not_there_is_refused_with_its_neighbour() =>
        (await XinferenceProcess.RunAsync(models, "kernels", "--dump", "panel_q4_0_t1_avx3")).IsFault(2, "did you mean", "avx2");

    [Fact]
    public async Task Version_is_the_same_everywhere()
    {
        JsonNode document = await JsonAsync("version");
        string version = (string)document["version"]!;
        Assert.Equal(version, (await XinferenceProcess.RunAsync(models, "--version")).Success().Trim());
        Assert.StartsWith($"xinference {version}", (await XinferenceProcess.RunAsync(models, "version")).Success(), StringComparison.Ordinal);
        Assert.Equal(["version", "runtime", "platform", "cpu"], document.AsObject().Select(field => field.Key));
    }

    private static void IsSpread(JsonNode spread, double median)
    {
        Assert.Equal(median, (double)spread["median"]!);
        Assert.True((double)spread["minimum"]! > 0, spread.ToJsonString());
        Assert.InRange(median, (double)spread["minimum"]!, (double)spread["maximum"]!);
    }

    private async Task<JsonNode> JsonAsync(params string[] args) =>
        JsonNode.Parse((await XinferenceProcess.RunAsync(models, [.. args, "--format", "json"])).Success())!;
}
