namespace Xinference.Peers.Results;

/// <summary>One line of the result: a measure of ours beside one of a peer.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Type">Type of its weights.</param>
/// <param name="Measure">What was measured.</param>
/// <param name="Contender">Whose figure <paramref name="Ours"/> is; empty where we have none.</param>
/// <param name="Ours">Our median; null where we do not take part.</param>
/// <param name="Share">Share of the machine's ceiling that ours is, 0…1; null where none applies.</param>
/// <param name="Peer">Who is compared; empty where nobody is.</param>
/// <param name="Theirs">Their median; null where nobody is compared.</param>
public sealed record ReportRow(string Model, string Type, string Measure, string Contender, Median? Ours, double? Share, string Peer, Median? Theirs)
{
    /// <summary>How many times better ours is: faster, sooner, smaller. Null without both.</summary>
    public double? Ratio => (Ours, Theirs) is ({ } ours, { } theirs)
        ? LessIsBetter ? theirs.Value / ours.Value : ours.Value / theirs.Value
        : null;

    public string Unit => Measure switch
    {
        Measures.FirstToken => "ms",
        Measures.PeakMemory => "MiB",
        Measures.Encoding => "texts/s",
        _ when Measure.Contains('÷', StringComparison.Ordinal) => "×",
        _ => "token/s",
    };

    private bool LessIsBetter => Measure is Measures.FirstToken or Measures.PeakMemory or Measures.MemoryShare;
}
