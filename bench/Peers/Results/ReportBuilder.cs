using System.Text.RegularExpressions;
using Xinference.Peers.Cases;

namespace Xinference.Peers.Results;

/// <summary>Makes the lines of the result from the runs.</summary>
public static partial class ReportBuilder
{
    private const int WidestNumber = 9;

    /// <summary>Lines in the order of the cases; a case without runs gives none.</summary>
    public static IReadOnlyList<ReportRow> Build(IEnumerable<BenchCase> cases, IReadOnlyList<RunRecord> runs) =>
        [.. cases.SelectMany(one => Rows(one, runs))];

    private static IEnumerable<ReportRow> Rows(BenchCase one, IReadOnlyList<RunRecord> runs)
    {
        ILookup<string, Measures> byContender = runs
            .Where(run => run.Case == one.Id && run.Measures is not null && one.Contenders.Contains(run.Contender))
            .ToLookup(run => run.Contender, run => run.Measures!);
        string[] ours = [.. one.Contenders.Where(name => ContenderNames.IsOurs(name) && byContender.Contains(name))];
        string[] peers = [.. one.Contenders.Where(name => !ContenderNames.IsOurs(name) && byContender.Contains(name))];
        string[] names = [.. byContender.SelectMany(group => group.SelectMany(run => run.Keys)).Where(IsFigure).Distinct()];
        return
            from name in InOrder(names)
            from mine in ours.Where(Has(name)).DefaultIfEmpty("")
            from peer in peers.Where(Has(name)).DefaultIfEmpty("")
            let row = new ReportRow(
                one.ModelName, one.TypeName, name, mine, Of(byContender[mine], name), Of(byContender[mine], name + Measures.Share)?.Value,
                peer, Of(byContender[peer], name))
            select row;

        Func<string, bool> Has(string measure) => contender => byContender[contender].Any(run => run.ContainsKey(measure));
    }

    private static Median? Of(IEnumerable<Measures> runs, string name)
    {
        double[] values = [.. runs.Where(run => run.ContainsKey(name)).Select(run => run[name])];
        return values.Length == 0 ? null : Median.Of(values);
    }

    private static bool IsFigure(string name) =>
        !name.EndsWith(Measures.Share, StringComparison.Ordinal) && !name.StartsWith(Measures.Machine(""), StringComparison.Ordinal);

    // "prefill 512" before "prefill 2048", whatever the order of the runs
    private static IEnumerable<string> InOrder(IEnumerable<string> names) =>
        names.OrderBy(name => Digits().Replace(name, match => match.Value.PadLeft(WidestNumber, '0')), StringComparer.Ordinal);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
