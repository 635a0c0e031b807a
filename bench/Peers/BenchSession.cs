using System.Diagnostics;
using Spectre.Console;
using Xinference.Peers.Cases;
using Xinference.Peers.Contenders;
using Xinference.Peers.Results;
using Xinference.Peers.Running;

namespace Xinference.Peers;

/// <summary>One benchmark: prepares the contenders, runs them in turn, and reports.</summary>
internal sealed class BenchSession(BenchOptions options)
{
    private const int TableWidth = 160;
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly ContenderSet _contenders = new(options.Kernels);
    private readonly List<string> _faults = [];

    /// <summary>Exit code: 0, or 3 where a run failed.</summary>
    /// <exception cref="BenchException">It cannot go on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<BenchCase> cases = Selection.Make(options.Selection);
        if (cases.Count == 0)
        {
            throw new BenchException("nothing is left to measure: --models, --types, --only and --skip exclude every case");
        }

        IReadOnlyDictionary<string, string> missing =
            await _contenders.PrepareAsync(cases.SelectMany(one => one.Contenders).Distinct(), Say, cancellationToken);
        foreach ((string peer, string reason) in missing)
        {
            Say($"without {peer}: {reason}");
        }

        cases = [.. cases.Select(one => one with { Contenders = [.. one.Contenders.Except(missing.Keys)] }).Where(one => one.Contenders.Count > 0)];
        string results = Path.Combine(Checkout.Artifacts, "results.json");
        string settings = $"{options.Threads} threads, {options.Kernels ?? "the best"} kernels";
        ResultStore store = options.Resume ? ResultStore.Resume(results, settings) : ResultStore.Fresh(results, settings);
        Say($"{cases.Count} cases, {cases.Sum(one => one.Contenders.Count * one.Rounds)} runs, about {Estimate.Of(cases).TotalMinutes:F0} minutes");
        foreach (BenchCase one in cases)
        {
            await RunAsync(one, store, cancellationToken);
        }

        Finish(cases, store, missing, await Programs.ProcessorAsync(cancellationToken));
        return _faults.Count == 0 ? 0 : 3;
    }

    private async Task RunAsync(BenchCase one, ResultStore store, CancellationToken cancellationToken)
    {
        Dictionary<string, string?> files = [];
        for (int round = 0; round < one.Rounds; round++)
        {
            // every other round backwards, so that nobody always comes after the same one
            foreach (string contender in round % 2 == 0 ? one.Contenders : one.Contenders.Reverse())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (store.Find(one.Id, contender, round) is null)
                {
                    await RunAsync(one, contender, round, files, store, cancellationToken);
                }
            }
        }
    }

    private async Task RunAsync(
        BenchCase one, string contender, int round, Dictionary<string, string?> files, ResultStore store, CancellationToken cancellationToken)
    {
        IContender runner = _contenders[contender];
        if (!files.TryGetValue(contender, out string? path))
        {
            path = runner.FileFor(one) is { } file ? MakeFile(file) : null;
            files[contender] = path;
        }

        string what = $"{one.Figure.ToString().ToLowerInvariant()} {one.ModelName} {one.TypeName}, {contender}, round {round + 1} of {one.Rounds}";
        long start = Stopwatch.GetTimestamp();
        try
        {
            Measures measures = await WaitAsync(what, runner.RunAsync(one, path, options.Threads, cancellationToken));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            store.Add(new(one.Id, contender, round, seconds, measures, null));
            Say($"{what}: {seconds:F0} s");
        }
        catch (BenchException e)
        {
            store.Add(new(one.Id, contender, round, Stopwatch.GetElapsedTime(start).TotalSeconds, null, e.Message));
            _faults.Add($"{what}: {e.Message}");
            Say($"failed: {what}: {e.Message}");
        }
    }

    private static string MakeFile(ModelFile file)
    {
        string path = ModelStore.Make(file, Say);
        ModelStore.Warm(path);
        return path;
    }

    // a spinner costs a few wake-ups a second; where nobody looks there is none
    private async Task<Measures> WaitAsync(string what, Task<Measures> run) => _console.Profile.Capabilities.Interactive
        ? await _console.Status().StartAsync(Markup.Escape(what), _ => run)
        : await run;

    private void Finish(IReadOnlyList<BenchCase> cases, ResultStore store, IReadOnlyDictionary<string, string> missing, string processor)
    {
        var report = new Report(
            options.Command,
            DateOnly.FromDateTime(DateTime.UtcNow),
            MachineLine.Of(processor, store.Runs),
            options.Threads,
            ReportBuilder.Build(cases, store.Runs),
            missing,
            _faults);
        ShowTable(report);
        if (options.UpdateDocs)
        {
            string page = Checkout.PathOf("docs", "benchmarks.md");
            File.WriteAllText(page, MarkdownTable.Replace(File.ReadAllText(page), MarkdownTable.Write(report)));
            Say("docs/benchmarks.md is written");
        }

        Console.WriteLine(JsonLine.Write(report));
    }

    private static void ShowTable(Report report)
    {
        IAnsiConsole output = AnsiConsole.Create(new AnsiConsoleSettings());
        output.Profile.Width = Math.Max(output.Profile.Width, TableWidth); // folded cells cannot be read
        var table = new Table();
        foreach (string heading in Formatting.Headings)
        {
            table.AddColumn(new TableColumn(heading).NoWrap());
        }

        foreach (ReportRow row in report.Rows)
        {
            table.AddRow([.. Formatting.Cells(row).Select(Markup.Escape)]);
        }

        output.Write(table);
        output.WriteLine(report.Machine);
    }

    // past the console, which folds lines that nobody sees
    private static void Say(string line) => Console.Error.WriteLine(line);
}
