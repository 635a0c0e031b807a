using System.Text.Json.Nodes;
using Xinference.Cli.Tests.Support;
using Xinference.Testing;

namespace Xinference.Cli.Tests;

/// <summary><c>xinference generate</c>: the document that people compare engines with, and plain text.</summary>
public sealed class GenerateTests(ModelFolder models)
{
    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("hf")]
    public async Task Greedy_output_equals_the_recorded_one(string format)
    {
        string model = RepoFiles.Shared("models", "stories260K", format);
        string recorded = await File.ReadAllTextAsync(
            RepoFiles.Shared("models", "stories260K", "golden.json"), TestContext.Current.CancellationToken);
        JsonArray cases = JsonNode.Parse(recorded)!["cases"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (JsonNode? golden in cases)
        {
            int[] expected = Ids(golden!["greedy_ids"]);
            JsonNode document = await GenerateAsync(
                "--model-path", model, "--prompt", (string)golden["prompt"]!, "--temperature", "0", "--compute", "f32", "--max-tokens", $"{expected.Length}");
            Assert.Equal(Ids(golden["prompt_ids"]), Ids(document["prompt_ids"]));
            Assert.Equal(expected, Ids(document["completion_ids"]));
        }
    }

    [Fact]
    public async Task The_document_has_the_promised_fields()
    {
        JsonNode document = await GenerateAsync(
            "--model-path", models.Tiny, "--prompt-ids", "1,70,71", "--max-tokens", "4", "--temperature", "0", "--logprobs", "3", "--ignore-eos");
        Assert.Equal(
            ["prompt_ids", "completion_ids", "text", "finish_reason", "logprobs", "timings"], document.AsObject().Select(field => field.Key));
        Assert.Equal([1, 70, 71], Ids(document["prompt_ids"]));
        int[] completion = Ids(document["completion_ids"]);
        Assert.Equal(4, completion.Length);
        Assert.Equal("length", (string)document["finish_reason"]!);
        Assert.Equal(completion, document["logprobs"]!.AsArray().Select(entry => (int)entry!["id"]!));
        Assert.All(document["logprobs"]!.AsArray(), IsGreedyEntry);
        Assert.All((string[])["load_ms", "prefill_ms", "decode_ms"], time => Assert.True((double)document["timings"]![time]! > 0, time));
    }

    [Fact]
    public async Task Without_logprobs_there_are_none()
    {
        JsonNode document = await GenerateAsync("--model-path", models.Tiny, "--prompt-ids", "1", "--max-tokens", "1");
        Assert.False(document.AsObject().ContainsKey("logprobs"));
    }

    [Theory]
    [InlineData("f32")]
    [InlineData("bf16")]
    [InlineData("int8")]
    [InlineData("INT8")]
    public async Task Every_kind_of_cache_runs(string kind) =>
        Assert.Equal(6, Ids((await GenerateAsync(
            "--model-path", models.Tiny, "--prompt-ids", "1,80", "--max-tokens", "6", "--ignore-eos", "--kv-type", kind))["completion_ids"]).Length);

    [Fact]
    public async Task A_seed_repeats_and_another_one_differs()
    {
        Task<JsonNode> Draw(string seed) => GenerateAsync(
            "--model-path", models.Tiny, "--prompt-ids", "1", "--max-tokens", "40", "--ignore-eos", "--temperature", "1", "--seed", seed, "--compute", "f32");
        int[] first = Ids((await Draw("7"))["completion_ids"]);
        Assert.Equal(first, Ids((await Draw("7"))["completion_ids"]));
        Assert.NotEqual(first, Ids((await Draw("9223372036854775807"))["completion_ids"]));
    }

    [Fact]
    public async Task Text_is_the_text_of_the_document()
    {
        string[] args = ["generate", "--model-path", models.Tiny, "--prompt", "a b", "--max-tokens", "20", "--temperature", "0"];
        string text = (await XinferenceProcess.RunAsync(models, args)).Success();
        JsonNode document = await GenerateAsync(args[1..]);
        Assert.Equal((string)document["text"]!, text.TrimEnd('\r', '\n'));
    }

    [Fact]
    public async Task A_dash_reads_the_prompt_from_standard_input()
    {
        string[] args = ["generate", "--model-path", models.Tiny, "--max-tokens", "2", "--format", "json", "--prompt"];
        JsonNode piped = JsonNode.Parse((await XinferenceProcess.RunAsync(models, [], "a é 猫", [.. args, "-"])).Success())!;
        JsonNode typed = JsonNode.Parse((await XinferenceProcess.RunAsync(models, [.. args, "a é 猫"])).Success())!;
        Assert.Equal(Ids(typed["prompt_ids"]), Ids(piped["prompt_ids"]));
    }

    [Fact]
    public async Task A_closed_pipe_ends_without_a_word()
    {
        string generate = $"generate --model-path '{models.Chatty}' --prompt-ids 1 --max-tokens 2000 --ignore-eos";
        Outcome outcome = await XinferenceProcess.RunShellAsync(models, $"{{ $XINFERENCE {generate}; echo \"ended with $?\" >&2; }} | head -c 1");
        Assert.Equal("ended with 0", outcome.Error.Trim());
    }

    [Fact]
    public async Task The_embedded_model_answers_without_any_option()
    {
        Assert.NotEmpty((await XinferenceProcess.RunAsync(models, "generate", "--prompt", "Once upon a time", "--max-tokens", "20")).Success().Trim());
        Assert.NotEmpty((await XinferenceProcess.RunAsync(models, "chat", "--message", "What is your name?", "--max-tokens", "20")).Success().Trim());
    }

    private static void IsGreedyEntry(JsonNode? entry)
    {
        JsonArray top = entry!["top"]!.AsArray();
        Assert.Equal(3, top.Count);
        Assert.Equal((int)entry["id"]!, (int)top[0]![0]!);
        Assert.Equal((double)entry["logprob"]!, (double)top[0]![1]!);
        Assert.True((double)top[0]![1]! >= (double)top[1]![1]! && (double)top[1]![1]! >= (double)top[2]![1]!, entry.ToJsonString());
    }

    private async Task<JsonNode> GenerateAsync(params string[] args)
    {
        string json = (await XinferenceProcess.RunAsync(models, ["generate", "--format", "json", .. args])).Success();
        return JsonNode.Parse(json)!;
    }

    private static int[] Ids(JsonNode? node) => [.. node!.AsArray().Select(id => (int)id!)];
}
