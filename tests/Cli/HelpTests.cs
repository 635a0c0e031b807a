using System.Text;
using Xinference.Cli.Tests.Support;
using Xinference.Testing;

namespace Xinference.Cli.Tests;

/// <summary>The help pages, which are also the reference part of docs/cli.md.</summary>
public sealed class HelpTests(ModelFolder models)
{
    private const string Marker = "<!-- Below: the help pages as the program prints them, written by a test (UPDATE_GOLDEN=1). -->";

    private static readonly string[] Commands = ["start", "generate", "chat", "embed", "rerank", "bench", "inspect", "kernels", "version"];

    [Fact]
    public async Task Each_page_is_the_reference_in_docs()
    {
        string path = RepoFiles.Path("docs", "cli.md");
        string text = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        Assert.Contains(Marker, text, StringComparison.Ordinal);
        var pages = new StringBuilder(text[..text.IndexOf(Marker, StringComparison.Ordinal)]).Append(Marker).Append('\n');
        foreach (string command in Commands.Prepend(""))
        {
            string help = (await XinferenceProcess.RunAsync(models, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Success();
            pages.Append('\n').Append($"## {$"xinference {command}".Trim()}\n\n```text\n{Trim(help)}\n```\n");
        }

        Golden.Matches(path, pages.ToString());
    }

    [Fact]
    public async Task Each_page_has_examples_of_its_command()
    {
        foreach (string command in Commands)
        {
            string help = (await XinferenceProcess.RunAsync(models, command, "--help")).Success();
            string examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..];
            Assert.Contains($"\n  xinference {command}", examples, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_arguments_the_program_explains_itself()
    {
        string help = (await XinferenceProcess.RunAsync(models)).Success();
        Assert.Equal((await XinferenceProcess.RunAsync(models, "--help")).Success(), help);
        Assert.Contains("Exit codes:", help, StringComparison.Ordinal);
        Assert.All(Commands, command => Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal));
    }

    private static string Trim(string page) => string.Join('\n', page.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.TrimEnd()));
}
