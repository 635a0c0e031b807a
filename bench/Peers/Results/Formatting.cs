using System.Globalization;

namespace Xinference.Peers.Results;

/// <summary>Numbers as tables show them.</summary>
internal static class Formatting
{
    /// <summary>Three figures, which is more than two runs agree on.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("F1", CultureInfo.InvariantCulture),
        _ => value.ToString("F2", CultureInfo.InvariantCulture),
    };

    public static string Median(Median? median) => median is { } m ? Number(m.Value) : "—";

    public static string Share(double? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s * 100:F0} %") : "—";

    public static string Ratio(double? ratio) => ratio is { } r ? string.Create(CultureInfo.InvariantCulture, $"{r:F2} ×") : "—";

    /// <summary>The cells of a line, in the order of <see cref="Headings"/>.</summary>
    public static string[] Cells(ReportRow row) =>
    [
        row.Model,
        row.Type,
        row.Measure,
        Variant(row),
        Median(row.Ours),
        row.Unit,
        Share(row.Share),
        row.Peer.Length == 0 ? "—" : row.Peer,
        Median(row.Theirs),
        Ratio(row.Ratio),
    ];

    public static IReadOnlyList<string> Headings { get; } =
        ["model", "weights", "measure", "ours", "median", "unit", "of ceiling", "peer", "its median", "ratio"];

    private static string Variant(ReportRow row) => row.Contender.Length == 0 ? "—" : row.Contender;
}
