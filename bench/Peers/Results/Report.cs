namespace Xinference.Peers.Results;

/// <summary>What a benchmark found, and under what conditions.</summary>
/// <param name="Command">How it was started.</param>
/// <param name="Date">When.</param>
/// <param name="Machine">The processor, as our engine names it, and its ceilings.</param>
/// <param name="Threads">Threads of every contender.</param>
/// <param name="Rows">The lines.</param>
/// <param name="Missing">Peers that could not be had, and why.</param>
/// <param name="Faults">Runs that failed, and why.</param>
public sealed record Report(
    string Command,
    DateOnly Date,
    string Machine,
    int Threads,
    IReadOnlyList<ReportRow> Rows,
    IReadOnlyDictionary<string, string> Missing,
    IReadOnlyList<string> Faults);
