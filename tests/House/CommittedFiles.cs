using System.Diagnostics;
using System.Text;
using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>The files that git tracks in this checkout.</summary>
internal static class CommittedFiles
{
    private const int LargestText = 4 << 20;

    /// <summary>Paths from the root of the checkout. Skips the running test where there is no git or no repository.</summary>
    internal static IReadOnlyList<string> All()
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z"])
        {
            WorkingDirectory = RepoFiles.Root,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        Assert.SkipUnless(Path.Exists(RepoFiles.Path(".git")), "not a git checkout");
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git ls-files ended with exit code {git.ExitCode}");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(RepoFiles.Path(path)))];
    }

    /// <summary>The files among them that hold text, with it.</summary>
    internal static IEnumerable<(string Path, string Text)> Texts() =>
        from path in All()
        let info = new FileInfo(RepoFiles.Path(path))
        where info.Length <= LargestText
        let text = File.ReadAllText(info.FullName)
        where !text.Contains('\0', StringComparison.Ordinal)
        select (path, text);
}
