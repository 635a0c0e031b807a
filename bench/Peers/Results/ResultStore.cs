using System.Text.Json;

namespace Xinference.Peers.Results;

/// <summary>Every run so far, written to disk after each, so that an interrupted benchmark can go on.</summary>
public sealed class ResultStore
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };
    private readonly string _path;
    private readonly string _settings;
    private readonly List<RunRecord> _runs;

    private ResultStore(string path, string settings, List<RunRecord> runs) => (_path, _settings, _runs) = (path, settings, runs);

    public IReadOnlyList<RunRecord> Runs => _runs;

    /// <summary>Starts with nothing; what was there is kept beside it as <c>….previous</c>.</summary>
    /// <param name="path">Where the runs are kept.</param>
    /// <param name="settings">What all runs have in common.</param>
    public static ResultStore Fresh(string path, string settings)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            File.Move(path, path + ".previous", overwrite: true);
        }

        return new(path, settings, []);
    }

    /// <summary>Goes on with what is there; failed runs are tried again.</summary>
    /// <param name="path">Where the runs are kept.</param>
    /// <param name="settings">What all runs have in common.</param>
    /// <exception cref="BenchException">It cannot be read, or was made with other settings.</exception>
    public static ResultStore Resume(string path, string settings)
    {
        if (!File.Exists(path))
        {
            return Fresh(path, settings);
        }

        try
        {
            Kept kept = JsonSerializer.Deserialize<Kept>(File.ReadAllText(path), Options) ?? new("", []);
            return kept.Settings == settings
                ? new(path, settings, [.. kept.Runs.Where(run => run.Measures is not null)])
                : throw new BenchException($"{path} was made with {kept.Settings}, not {settings}: leave out --resume");
        }
        catch (JsonException e)
        {
            throw new BenchException($"{path} cannot be read ({e.Message}): delete it or leave out --resume");
        }
    }

    /// <summary>The run of a contender in a round, where there is one.</summary>
    public RunRecord? Find(string caseId, string contender, int round) =>
        _runs.Find(run => run.Case == caseId && run.Contender == contender && run.Round == round);

    /// <summary>Keeps a run.</summary>
    public void Add(RunRecord run)
    {
        _runs.Add(run);
        string part = _path + ".part";
        File.WriteAllText(part, JsonSerializer.Serialize(new Kept(_settings, _runs), Options));
        File.Move(part, _path, overwrite: true);
    }

    private sealed record Kept(string Settings, IReadOnlyList<RunRecord> Runs);
}
