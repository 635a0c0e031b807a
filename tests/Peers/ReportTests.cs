using System.Text.Json.Nodes;
using Xinference.Peers.Cases;
using Xinference.Peers.Results;
using Xinference.Tensors;

namespace Xinference.Peers.Tests;

/// <summary>From runs to medians, ratios, the table and the line of JSON.</summary>
public sealed class ReportTests
{
    private static readonly BenchCase Load = Case(Figure.Load, ContenderNames.Ours, ContenderNames.LlamaCpp, ContenderNames.TorchBf16);
    private static readonly BenchCase Speed = Case(Figure.Speed, ContenderNames.Ours, ContenderNames.LlamaCpp);

    [Theory]
    [InlineData(new[] { 3.0 }, 3, 3, 3)]
    [InlineData(new[] { 9.0, 1.0, 4.0 }, 4, 1, 9)]
    [InlineData(new[] { 9.0, 1.0, 4.0, 5.0 }, 4.5, 1, 9)]
    public void Median_and_extremes(double[] values, double median, double minimum, double maximum) =>
        Assert.Equal(new Median(median, minimum, maximum), Median.Of(values));

    [Fact]
    public void A_median_of_nothing_is_refused() => Assert.Throws<ArgumentException>(() => Median.Of([]));

    [Fact]
    public void A_ratio_says_how_many_times_better_ours_is()
    {
        ReportRow[] rows =
        [
            .. Build([Speed, Load], Run(Speed, ContenderNames.Ours, "prefill 512", 300), Run(Speed, ContenderNames.LlamaCpp, "prefill 512", 100),
                Run(Load, ContenderNames.Ours, Measures.FirstToken, 500), Run(Load, ContenderNames.LlamaCpp, Measures.FirstToken, 1000),
                Run(Load, ContenderNames.TorchBf16, Measures.FirstToken, 2500)),
        ];

        Assert.Equal(
            [("prefill 512", "llama.cpp", 3.0), (Measures.FirstToken, "llama.cpp", 2.0), (Measures.FirstToken, "torch-bf16", 5.0)],
            rows.Select(row => (row.Measure, row.Peer, row.Ratio!.Value)));
    }

    [Fact]
    public void What_has_no_counterpart_has_no_ratio()
    {
        ReportRow alone = Assert.Single(Build([Speed], Run(Speed, ContenderNames.Ours, "decode at 0", 50)));
        ReportRow theirs = Assert.Single(Build([Speed], Run(Speed, ContenderNames.LlamaCpp, "decode at 0", 50)));

        Assert.Equal((null, null, ""), (alone.Ratio, alone.Theirs, alone.Peer));
        Assert.Equal((null, null, ""), (theirs.Ratio, theirs.Ours, theirs.Contender));
    }

    [Fact]
    public void What_only_we_measure_stands_once()
    {
        ReportRow row = Assert.Single(Build(
            [Load],
            Run(Load, ContenderNames.Ours, Measures.MemoryShare, 1),
            new(Load.Id, ContenderNames.LlamaCpp, 0, 1, [], null),
            new(Load.Id, ContenderNames.TorchBf16, 0, 1, [], null)));

        Assert.Equal((ContenderNames.Ours, ""), (row.Contender, row.Peer));
    }

    [Fact]
    public void Failed_runs_and_runs_of_other_cases_do_not_count()
    {
        RunRecord failed = new(Speed.Id, ContenderNames.Ours, 1, 1, null, "it broke");

        Assert.Empty(Build([Speed], failed, Run(Load, ContenderNames.Ours, "decode at 0", 1)));
    }

    [Fact]
    public void Measures_stand_in_the_order_of_their_numbers()
    {
        var measures = new Measures { ["prefill 2048"] = 1, ["prefill 512"] = 1, ["prefill 128"] = 1, ["prefill 128 share"] = 0.25 };

        IReadOnlyList<ReportRow> rows = Build([Speed], new RunRecord(Speed.Id, ContenderNames.Ours, 0, 1, measures, null));

        Assert.Equal(["prefill 128", "prefill 512", "prefill 2048"], rows.Select(row => row.Measure));
        Assert.Equal([0.25, null, null], rows.Select(row => row.Share));
    }

    [Fact]
    public void The_table_takes_the_place_of_the_old_one()
    {
        string table = MarkdownTable.Write(Sample());

        Assert.Contains("| tinyllama-1.1b | Q4_0 | prefill 512 | xinference | 300 | token/s | 50 % | llama.cpp | 100 | 3.00 × |", table, StringComparison.Ordinal);
        Assert.Contains("Not to be had: torch.", table, StringComparison.Ordinal);
        string page = MarkdownTable.Replace($"# Title\n{MarkdownTable.Begin}\nold\n{MarkdownTable.End}\nrest\n", table);
        Assert.Equal(page, MarkdownTable.Replace(page, table));
        Assert.DoesNotContain("old", page, StringComparison.Ordinal);
        Assert.EndsWith($"{MarkdownTable.End}\nrest\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_marks_is_refused() => Assert.Throws<BenchException>(() => MarkdownTable.Replace("# Title\n", "table"));

    [Fact]
    public void The_page_of_the_repository_has_a_place_for_the_table()
    {
        string page = File.ReadAllText(Xinference.Testing.RepoFiles.Path("docs", "benchmarks.md"));

        Assert.Contains("| new |", MarkdownTable.Replace(page, "| new |"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_of_json_has_everything()
    {
        string line = JsonLine.Write(Sample());

        Assert.DoesNotContain('\n', line);
        JsonNode document = JsonNode.Parse(line)!;
        JsonNode row = document["rows"]![0]!;
        Assert.Equal(("prefill 512", 3.0, 0.5), ((string)row["measure"]!, (double)row["ratio"]!, (double)row["share_of_ceiling"]!));
        Assert.Equal((300, 290, 310), ((int)row["ours"]!["median"]!, (int)row["ours"]!["minimum"]!, (int)row["ours"]!["maximum"]!));
        Assert.Equal("no network", (string)document["missing"]!["torch"]!);
        Assert.Equal("it broke", (string)document["faults"]![0]!);
    }

    private static Report Sample() => new(
        "./dev bench",
        new DateOnly(2026, 11, 28),
        "a machine",
        2,
        [new("tinyllama-1.1b", "Q4_0", "prefill 512", ContenderNames.Ours, new(300, 290, 310), 0.5, ContenderNames.LlamaCpp, new(100, 99, 101))],
        new Dictionary<string, string> { ["torch"] = "no network" },
        ["it broke"]);

    private static BenchCase Case(Figure figure, params string[] contenders) => new(figure, new("tinyllama-1.1b", DType.Q4_0), new(), contenders, 3);

    private static RunRecord Run(BenchCase one, string contender, string measure, double value) =>
        new(one.Id, contender, 0, 1, new() { [measure] = value }, null);

    private static IReadOnlyList<ReportRow> Build(IEnumerable<BenchCase> cases, params IReadOnlyList<RunRecord> runs) => ReportBuilder.Build(cases, runs);
}
