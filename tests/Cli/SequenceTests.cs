using System.Text.Json.Nodes;
using Xinference.Cli.Tests.Support;
using Xinference.Testing;

namespace Xinference.Cli.Tests;

/// <summary><c>embed</c>, <c>rerank</c> and <c>bench</c> of models that give vectors or scores.</summary>
public sealed class SequenceTests(ModelFolder models)
{
    private const double Budget = 1e-4;

    private static string Bert => RepoFiles.Path("tests", "data", "goldens", "bert.gguf");

    private static string Rank => RepoFiles.Path("tests", "data", "goldens", "bert-rank.gguf");

    [Theory]
    [InlineData("bert")]
    [InlineData("qwen3-embedding")]
    public async Task Embeddings_of_ids_are_the_recorded_ones(string name)
    {
        JsonNode recorded = JsonNode.Parse(await File.ReadAllTextAsync(
            RepoFiles.Path("tests", "data", "goldens", $"{name}.golden.json"), TestContext.Current.CancellationToken))!["cases"]![0]!;
        string ids = string.Join(',', recorded["ids"]!.AsArray().Select(id => (int)id!));
        JsonNode document = JsonNode.Parse(await RunAsync(
            "embed", "--model-path", RepoFiles.Path("tests", "data", "goldens", $"{name}.gguf"), "--ids", ids, "--format", "json"))!;
        float[] expected = Floats((recorded["embedding_exact_gelu"] ?? recorded["embedding"])!);
        float[] found = Floats(document["embedding"]!);
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second - pair.First, -Budget, Budget));
    }

    [Fact]
    public async Task Each_text_gives_a_line_of_unit_length_where_that_is_asked()
    {
        string[] lines = (await RunAsync("embed", "--model-path", Bert, "--input", "the", "in a", "--normalize", "--format", "json")).Trim().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(1, Floats(JsonNode.Parse(line)!["embedding"]!).Sum(e => (double)e * e), 1e-5));
        Assert.NotEqual(lines[0], lines[1]);
    }

    [Fact]
    public async Task Each_document_gets_a_score_that_does_not_depend_on_the_others()
    {
        string[] together = (await RunAsync(
            "rerank", "--model-path", Rank, "--query", "the", "--document", "in", "--document", "a the", "--format", "json")).Trim().Split('\n');
        Assert.Equal(2, together.Length);
        string alone = (await RunAsync("rerank", "--model-path", Rank, "--query", "the", "--document", "a the", "--format", "json")).Trim();
        Assert.Equal(together[1].Trim(), alone);
        Assert.True(double.IsFinite((double)JsonNode.Parse(alone)!["score"]!));
    }

    [Fact]
    public async Task A_ready_pair_gets_the_recorded_score()
    {
        JsonNode document = JsonNode.Parse(await RunAsync("rerank", "--model-path", Rank, "--ids", "101,204,417,509,102", "--format", "json"))!;
        Assert.InRange((double)document["score"]!, 3.0388981 - Budget, 3.0388981 + Budget);
    }

    [Fact]
    public async Task Command_lines_that_make_no_sense_are_refused()
    {
        (await XinferenceProcess.RunAsync(models, "embed", "--model-path", Bert)).IsFault(2, "--input or --ids");
        (await XinferenceProcess.RunAsync(models, "embed", "--model-path", Bert, "--ids", "1,512")).IsFault(2, "512 is outside");
        (await XinferenceProcess.RunAsync(models, "embed", "--model-path", Rank, "--ids", "1")).IsFault(3, "xinference rerank");
        (await XinferenceProcess.RunAsync(models, "rerank", "--model-path", Bert, "--ids", "1")).IsFault(3, "xinference embed");
        (await XinferenceProcess.RunAsync(models, "rerank", "--model-path", Rank, "--query", "a")).IsFault(2, "--query and --document");
        (await XinferenceProcess.RunAsync(models, "embed", "--model-path", models.Tiny, "--ids", "1")).IsFault(3, "xinference generate");
        (await XinferenceProcess.RunAsync(models, "generate", "--model-path", Bert, "--prompt-ids", "1")).IsFault(3, "xinference embed");
    }

    [Fact]
    public async Task Bench_counts_sequences()
    {
        JsonNode document = JsonNode.Parse(await RunAsync(
            "bench", "--model-path", Bert, "--sequences", "20", "--repetitions", "2", "--quantize", "int8", "--format", "json"))!;
        Assert.Equal((20, 16, 128, "int8"), ((int)document["sequences"]!, (int)document["min_length"]!, (int)document["max_length"]!, (string)document["quantize"]!));
        Assert.All(
            (string[])["sequences_per_second", "tokens_per_second", "load_ms", "peak_rss_mb", "share_of_integer_peak", "share_of_float_peak"],
            field => Assert.True((double)document[field]! > 0, field));
    }

    private async Task<string> RunAsync(params string[] args) => (await XinferenceProcess.RunAsync(models, args)).Success();

    private static float[] Floats(JsonNode array) => [.. array.AsArray().Select(e => (float)e!)];
}
