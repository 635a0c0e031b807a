using System.Globalization;
using System.Text;
using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>The text of docs/size-report.md: how large each room is, so that growth is seen in review.</summary>
internal static class SizeReport
{
    internal static string Write()
    {
        var report = new StringBuilder("""
            # Size report

            Lines of code (no blank lines, no comments) of each room. `UPDATE_GOLDEN=1 ./dev test House` rewrites this file;
            a test fails when it is not up to date.

            | Room | Files | Lines | Longest file | Longest method | Lines of tests |
            |---|--:|--:|---|---|--:|

            """);
        int files = 0, lines = 0, testLines = 0;
        foreach (string room in Directory.GetDirectories(RepoFiles.Path("src")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal))
        {
            IReadOnlyList<SourceFile> sources = SourceFile.Under("src", room);
            int roomLines = sources.Sum(file => file.Lines);
            int roomTests = SourceFile.Under("tests", room).Sum(file => file.Lines);
            report.Append(CultureInfo.InvariantCulture, $"| {room} | {sources.Count} | {roomLines} | {LongestFile(sources)} | {LongestMethod(sources)} | {roomTests} |\n");
            (files, lines, testLines) = (files + sources.Count, lines + roomLines, testLines + roomTests);
        }

        return report.Append(CultureInfo.InvariantCulture, $"| all | {files} | {lines} | | | {testLines} |\n").ToString();
    }

    private static string LongestFile(IReadOnlyList<SourceFile> sources) =>
        sources.MaxBy(file => file.Lines) is { } file ? $"{Path.GetFileName(file.Path)} {file.Lines}" : "";

    private static string LongestMethod(IReadOnlyList<SourceFile> sources)
    {
        (string name, int lines) = sources.SelectMany(file => file.Methods).OrderByDescending(method => method.Lines).FirstOrDefault();
        return name is null ? "" : $"{name} {lines}";
    }
}
