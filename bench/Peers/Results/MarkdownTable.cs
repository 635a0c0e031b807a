using System.Text;

namespace Xinference.Peers.Results;

/// <summary>The table of docs/benchmarks.md.</summary>
public static class MarkdownTable
{
    /// <summary>Stands before what <c>--update-docs</c> writes.</summary>
    public const string Begin = "<!-- begin: written by ./dev bench --update-docs -->";

    /// <summary>Stands behind it.</summary>
    public const string End = "<!-- end -->";

    private const int FirstNumber = 4;

    /// <summary>What was run, where and when, and its lines.</summary>
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append($"`{report.Command}`, {report.Date:yyyy-MM-dd}, {report.Machine}, {report.Threads} threads\n\n");
        text.Append($"| {string.Join(" | ", Formatting.Headings)} |\n");
        text.Append($"|{string.Concat(Formatting.Headings.Select((_, i) => i < FirstNumber || IsName(i) ? "---|" : "--:|"))}\n");
        foreach (ReportRow row in report.Rows)
        {
            text.Append($"| {string.Join(" | ", Formatting.Cells(row))} |\n");
        }

        // the reasons may name paths of this machine, which are of no use to readers
        if (report.Missing.Count > 0)
        {
            text.Append($"\nNot to be had: {string.Join(", ", report.Missing.Keys)}.\n");
        }

        return text.ToString();
    }

    /// <summary>Puts the table between the marks of a page.</summary>
    /// <exception cref="BenchException">The page has no marks.</exception>
    public static string Replace(string page, string table)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : page.IndexOf(End, begin, StringComparison.Ordinal);
        return end < 0
            ? throw new BenchException($"the page has no place for the table: '{Begin}' and '{End}' are missing")
            : $"{page[..begin]}{Begin}\n\n{table}\n{page[end..]}";
    }

    private static bool IsName(int column) => Formatting.Headings[column] is "unit" or "peer";
}
