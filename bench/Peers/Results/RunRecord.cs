namespace Xinference.Peers.Results;

/// <summary>One run of one contender, as it is kept.</summary>
/// <param name="Case">The case's id.</param>
/// <param name="Contender">Who ran.</param>
/// <param name="Round">Which time, from 0.</param>
/// <param name="Seconds">How long the process took.</param>
/// <param name="Measures">What it gave; null where it failed.</param>
/// <param name="Fault">Why it failed; null where it did not.</param>
public sealed record RunRecord(string Case, string Contender, int Round, double Seconds, Measures? Measures, string? Fault);
