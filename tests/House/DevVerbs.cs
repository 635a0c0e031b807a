using System.Text.RegularExpressions;
using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>The verbs of the two dev scripts, read from the scripts.</summary>
internal static partial class DevVerbs
{
    internal static IReadOnlySet<string> OfBash() => Found(BashCase(), File.ReadAllText(RepoFiles.Path("dev")));

    internal static IReadOnlySet<string> OfPowerShell() => Found(PowerShellCase(), File.ReadAllText(RepoFiles.Path("dev.ps1")));

    internal static IReadOnlySet<string> NamedIn(string page) => Found(Mention(), page);

    private static HashSet<string> Found(Regex pattern, string text) => [.. pattern.Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^    ([a-z]+)(?: \| [^)]+)?\) ", RegexOptions.Multiline)]
    private static partial Regex BashCase();

    [GeneratedRegex(@"^    '([a-z]+)' *\{", RegexOptions.Multiline)]
    private static partial Regex PowerShellCase();

    [GeneratedRegex(@"\./dev ([a-z]+)")]
    private static partial Regex Mention();
}
