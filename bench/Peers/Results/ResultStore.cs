using System.Text.Json;

namespace Xinference.Peers.Results;

/// <summary>Every run so far, written to disk after each, so that an interrupted benchmark can go on.</summary>
public sealed class ResultStore
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };
    private readonly string _path;
    private readonly List<RunRecord> _runs;

    private ResultStore(string path, List<RunRecord> runs) => (_path, _runs) = (path, runs);

    public IReadOnlyList<RunRecord> Runs => _runs;

    /// <summary>Starts with nothing; what was there is kept beside it as <c>….previous</c>.</summary>
    public static ResultStore Fresh(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            File.Move(path, path + ".previous", overwrite: true);
        }

        return new(path, []);
    }

    /// <summary>Goes on with what is there; failed runs are tried again.</summary>
    /// <exception cref="BenchException">It cannot be read.</exception>
    public static ResultStore Resume(string path)
    {
        if (!File.Exists(path))
        {
            return Fresh(path);
        }

        try
        {
            List<RunRecord> runs = JsonSerializer.Deserialize<List<RunRecord>>(File.ReadAllText(path), Options) ?? [];
            return new(path, [.. runs.Where(run => run.Measures is not null)]);
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
        File.WriteAllText(part, JsonSerializer.Serialize(_runs, Options));
        File.Move(part, _path, overwrite: true);
    }
}
