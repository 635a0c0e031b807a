using Xinference.Peers.Results;

namespace Xinference.Peers.Tests;

/// <summary>An interrupted benchmark goes on where it stopped.</summary>
public sealed class ResultStoreTests : IDisposable
{
    private const string Settings = "2 threads";
    private readonly string _folder = Directory.CreateTempSubdirectory("xinference-peers-").FullName;

    private string File => Path.Combine(_folder, "results.json");

    [Fact]
    public void Runs_are_found_again_and_failed_ones_are_not()
    {
        ResultStore first = ResultStore.Fresh(File, Settings);
        first.Add(new("case", "ours", 0, 1.5, new() { ["decode at 0"] = 50 }, null));
        first.Add(new("case", "ours", 1, 1.5, null, "it broke"));

        ResultStore again = ResultStore.Resume(File, Settings);

        Assert.Equal(50, again.Find("case", "ours", 0)!.Measures!["decode at 0"]);
        Assert.Null(again.Find("case", "ours", 1));
        Assert.Null(again.Find("case", "peer", 0));
    }

    [Fact]
    public void A_fresh_start_keeps_the_old_results_beside_it()
    {
        ResultStore.Fresh(File, Settings).Add(new("case", "ours", 0, 1, new(), null));

        Assert.Empty(ResultStore.Fresh(File, Settings).Runs);
        Assert.Single(ResultStore.Resume(File + ".previous", Settings).Runs);
    }

    [Fact]
    public void Broken_results_are_told()
    {
        System.IO.File.WriteAllText(File, "{");

        Assert.Contains("--resume", Assert.Throws<BenchException>(() => ResultStore.Resume(File, Settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_other_settings_are_refused()
    {
        ResultStore.Fresh(File, Settings).Add(new("case", "ours", 0, 1, new(), null));

        Assert.Contains("3 threads", Assert.Throws<BenchException>(() => ResultStore.Resume(File, "3 threads")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
