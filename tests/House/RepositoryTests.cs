using System.Globalization;
using System.Text.RegularExpressions;
using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>What must hold for the committed files themselves.</summary>
public sealed partial class RepositoryTests
{
    [Fact]
    public void Lock_files_of_npm_name_no_registry()
    {
        IEnumerable<string> locks = CommittedFiles.All().Where(path => Path.GetFileName(path) == "package-lock.json");

        Assert.All(locks, path => Assert.DoesNotContain("\"resolved\"", File.ReadAllText(RepoFiles.Path(path)), StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_names_a_package_registry_or_a_path_of_one_machine()
    {
        IEnumerable<string> found =
            from file in CommittedFiles.Texts()
            from match in RegistryHost().Matches(file.Text).Concat(MachinePath().Matches(file.Text))
            select $"{file.Path}:{file.Text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}";

        Findings.None(found);
    }

    [Fact]
    public void Every_log_entry_is_dated_and_titled() => Assert.All(
        Directory.GetFiles(RepoFiles.Path("docs", "log")),
        path =>
        {
            string name = Path.GetFileName(path);
            Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+[.]md$", name);
            Assert.True(DateOnly.TryParseExact(name[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), $"{name} has no date");
            Assert.StartsWith("# ", File.ReadAllText(path), StringComparison.Ordinal);
        });

    [Fact]
    public void The_changelog_has_a_section_for_what_is_not_released_yet() =>
        Assert.Contains("## Unreleased", File.ReadLines(RepoFiles.Path("CHANGELOG.md")));

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/ARCHITECTURE.md")]
    public void Every_dev_command_of_a_page_exists(string page)
    {
        IReadOnlySet<string> verbs = DevVerbs.OfBash();

        Assert.All(DevVerbs.NamedIn(File.ReadAllText(RepoFiles.Path(page))), verb => Assert.Contains(verb, verbs));
    }

    [Fact]
    public void Dev_has_the_same_verbs_on_Windows() => Assert.Equal(DevVerbs.OfBash().Order(), DevVerbs.OfPowerShell().Order());

    [Fact]
    public void Dev_help_names_every_verb()
    {
        string help = File.ReadAllText(RepoFiles.Path("dev"));

        Assert.All(DevVerbs.OfBash(), verb => Assert.Contains($"\n  {verb} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_of_the_editorconfig_has_a_severity()
    {
        IEnumerable<string> wishes = File.ReadLines(RepoFiles.Path(".editorconfig"))
            .Where(line => StyleRule().IsMatch(line) && !Severe().IsMatch(line));

        Findings.None(wishes);
    }

    [GeneratedRegex(@"registry\.npmjs|api\.nuget|nuget\.org/v3|pypi\.org|proxy\.golang")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"(?<![\w.:/)}~-])/(?:home|root|Users|work)/\w|[A-Z]:\\+Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^(csharp_style_|csharp_prefer_|csharp_using_directive_placement|dotnet_style_|dotnet_diagnostic\..*severity|dotnet_naming_rule\..*severity)")]
    private static partial Regex StyleRule();

    [GeneratedRegex(@"(:|severity = )(error|none)$")]
    private static partial Regex Severe();
}
